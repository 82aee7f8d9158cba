"""One ASGI application: `/live/` on the event loop, all else Django's WSGI handler on 16 threads.

Not Django's ASGI handler: it costs a thread and a control connection for each open tab
(measured; architecture.md, "Web, worker, live").
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError
from django.utils.timezone import now

django_pages = cast("WsgiApp", get_wsgi_application())

from spindle.accounts.queries import member_of  # noqa: E402  (models load with Django)
from spindle.inbox.presence import heard_of, lost  # noqa: E402
from spindle.journal.live import Event, hub  # noqa: E402
from spindle.journal.queries import events_since  # noqa: E402
from spindle.organisations.models import Organisation, Unavailable  # noqa: E402
from spindle.organisations.queries import organisation_by_slug  # noqa: E402

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp as WsgiApp
    from asgiref.typing import Scope

PAGE_THREADS = 16
# What all pages but the card of one relation listen to.
EVERY_TOPIC = ("inbox", "relations", "accounts", "home", "members")
# Digits of the largest id that a database has.
LONGEST_ID = 18
# So often a stream is asked whether its member may still listen.
ASK_SECONDS = 30.0
# A browser that lost its stream is back within a second; who is not has left.
GRACE_SECONDS = 4.0
Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Missed = Callable[[], Awaitable[list[Event]]]

pages = WSGIMiddleware(django_pages, workers=PAGE_THREADS)
_lookups = ThreadPoolExecutor(2, thread_name_prefix="live")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Entry point of the web process."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await _live(scope, receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]


async def _lifespan(receive: Receive, send: Send) -> None:
    hub.loop = asyncio.get_running_loop()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            hub.shutdown()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _live(scope: Scope, receive: Receive, send: Send) -> None:
    headers = dict(scope["headers"])  # type: ignore[typeddict-item]
    session = _session_key(headers.get(b"cookie", b""))
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_lookups, member_of, session)
    if found is None:
        await _refuse(send)
        return
    slug, member_id = found
    query = scope["query_string"]  # type: ignore[typeddict-item]
    last = headers.get(b"last-event-id", b"") or _since(query)
    page = _asked(query, b"page").decode("ascii", "replace")

    def missed() -> Awaitable[list[Event]]:
        return loop.run_in_executor(_lookups, _missed, slug, last)

    await send(
        _start(
            200,
            [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        )
    )
    await loop.run_in_executor(_lookups, _of_page, slug, page, heard_of)
    await _until_either_ends(
        _feed(slug, missed, send, member_id=member_id), _gone(receive), _keep_asking(session, found)
    )
    lost_at = now()
    loop.call_later(
        GRACE_SECONDS,
        lambda: loop.run_in_executor(_lookups, _of_page, slug, page, lambda name: lost(name, lost_at)),
    )


def _of_page(slug: str, page: str, deed: Callable[[str], None]) -> None:
    """What the stream of a page tells about who reads what."""
    if not page:
        return
    try:
        with organisation_by_slug(slug).active():
            deed(page)
    except (Organisation.DoesNotExist, Unavailable, DatabaseError):
        # A company that is gone or busy has no readers to show.
        return


async def _until_either_ends(*jobs: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(job) for job in jobs]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_asking(session: str, found: tuple[str, int]) -> None:
    """Ends the stream of who signed out, or was shut out in a way that nobody told us of (a lost datagram)."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(ASK_SECONDS)
        if await loop.run_in_executor(_lookups, member_of, session) != found:
            hub.put_out(*found)


async def _feed(slug: str, missed: Missed, send: Send, *, member_id: int) -> None:
    stream: AsyncIterator[bytes] = hub.stream(slug, missed, member_id=member_id)
    async with aclosing(stream):  # type: ignore[type-var]
        async for chunk in stream:
            await send(_part(chunk))
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send) -> None:
    # 204 tells a stream not to come back; a signed-out tab must not knock every second.
    await send(_start(204, []))
    await send({"type": "http.response.body", "body": b""})


def _since(query: bytes) -> bytes:
    """The line from which a page that has just been drawn wants to hear; a returning stream says it in its header."""
    return _asked(query, b"since")


def _asked(query: bytes, name: bytes) -> bytes:
    return parse_qs(query).get(name, [b""])[0]


def _missed(slug: str, last_event_id: bytes) -> list[Event]:
    """What a returning stream has not heard; after a long absence every topic that pages listen to."""
    if not last_event_id.isdigit() or len(last_event_id) > LONGEST_ID:
        return []
    try:
        with organisation_by_slug(slug).active():
            events = events_since(int(last_event_id))
    except (Organisation.DoesNotExist, Unavailable):
        # Its pages say why; a stream that broke off would only be asked for again each second.
        return []
    if events is None:
        return [Event(topic, int(last_event_id)) for topic in EVERY_TOPIC]
    return events


def _session_key(cookies: bytes) -> str:
    try:
        morsel = SimpleCookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}
