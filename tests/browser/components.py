"""A server for the page of components alone: no database, no company; only what `spindle.ui` needs."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.test import override_settings
from django.urls import include, path

MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]


class Streams:
    """The open live streams; what is published goes to each."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._open: list[queue.Queue[str]] = []
        self._opened = 0

    def open(self) -> Iterator[bytes]:
        """A new stream, until the browser goes away."""
        mine: queue.Queue[str] = queue.Queue()
        with self._changed:
            self._open.append(mine)
            self._opened += 1
            self._changed.notify_all()
        try:
            yield b"retry: 100\n\n"
            while True:
                yield _next(mine)
        finally:
            self._open.remove(mine)

    def publish(self, topic: str, *, after: int) -> None:
        """Tell the pages of this topic, once a stream has been opened after the first `after` ones."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._opened > after, timeout=10)
            for stream in self._open:
                stream.put(topic)

    @property
    def opened(self) -> int:
        """How many streams there have been."""
        return self._opened


def _next(events: queue.Queue[str]) -> bytes:
    try:
        return f"event: {events.get(timeout=1)}\ndata: 1\nid: 1\n\n".encode()
    except queue.Empty:
        return b": still here\n\n"


STREAMS = Streams()


def live(request: HttpRequest) -> StreamingHttpResponse:
    """GET /live/."""
    return StreamingHttpResponse(STREAMS.open(), content_type="text/event-stream")


urlpatterns = [path("ui/", include("spindle.ui.urls")), path("live/", live)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that the library calls it by
        """Say nothing: the browser's own complaints are what counts."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of a stream is no error."""


@contextmanager
def components_served() -> Iterator[str]:
    """Serve the page of components on a free port of loopback; yields its address."""
    templates = [
        settings.TEMPLATES[0]
        | {"OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}
    ]
    with override_settings(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=templates,
        SECRET_KEY="for the page of components",
        TIME_ZONE="Europe/Amsterdam",
    ):
        server = _Server(("127.0.0.1", 0), _Quiet)
        server.set_app(get_wsgi_application())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ui/"
        server.shutdown()
        server.server_close()
        thread.join()
