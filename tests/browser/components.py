"""A server for the page of components alone: no database, no company; only what `spindle.ui` needs."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.test import override_settings
from django.urls import include, path

EVENTS: queue.Queue[str] = queue.Queue()
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]


def live(request: HttpRequest) -> StreamingHttpResponse:
    """The stream of live events, fed by `publish`."""

    def stream() -> Iterator[bytes]:
        yield b"retry: 100\n\n"
        while True:
            try:
                yield f"event: {EVENTS.get(timeout=1)}\ndata: 1\nid: 1\n\n".encode()
            except queue.Empty:
                yield b": still here\n\n"

    return StreamingHttpResponse(stream(), content_type="text/event-stream")


def publish(topic: str) -> None:
    """Tell the open page that something with this topic happened."""
    EVENTS.put(topic)


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
