"""Live updates: one hub a process, fed by commits here and by words from the other processes.

An event is a signal, never content: the page that hears it fetches its own fragment with its own
rights. It carries the journal's id, so that a gap after a reconnect is replayed (architecture.md, "Live").
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from spindle.organisations import wire

QUEUE = 64
TOPICS_A_DATAGRAM = 100
HEARTBEAT_SECONDS = 15.0
# Then the browser has to come back and show that its member is still let in.
LIFE_SECONDS = 600.0
RETRY = b"retry: 1000\n\n"
ALIVE = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One signal: what changed, and the journal line that tells of it."""

    topic: str
    line_id: int

    def encoded(self) -> bytes:
        """As a server-sent event (WHATWG HTML §9.2); topics are our own words, without line breaks.

        Line 0 is no line: it leaves the place from which a stream goes on as it was.
        """
        place = f"id: {self.line_id}\n" if self.line_id else ""
        return f"{place}event: {self.topic}\ndata: {self.line_id}\n\n".encode()


class Hub:
    """The open streams of this process. `publish` may be called from any thread."""

    def __init__(self) -> None:
        # Of each company the streams, and whose each is (a member's id).
        self._streams: dict[str, dict[asyncio.Queue[Event | None], int]] = defaultdict(dict)
        self.loop: asyncio.AbstractEventLoop | None = None

    def publish(self, slug: str, events: Sequence[Event]) -> None:
        """Hand events to every stream of a company; nothing happens where no stream is open."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._deliver, slug, events)

    def _deliver(self, slug: str, events: Sequence[Event]) -> None:
        for queue in tuple(self._streams.get(slug, ())):
            for event in events:
                if not _offered(queue, event):
                    break

    def put_out(self, slug: str, member_id: int) -> None:
        """End the streams of one member: his pages fetch something, and are told whether he may still come in."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._put_out, slug, member_id)

    def _put_out(self, slug: str, member_id: int) -> None:
        for queue, whose in tuple(self._streams.get(slug, {}).items()):
            if whose == member_id and _offered(queue, _LAST) and not queue.full():
                queue.put_nowait(None)

    def catch_up(self) -> None:
        """End every stream, from any thread: words may have been lost, and browsers come back with what they know."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.shutdown)

    def shutdown(self) -> None:
        """End every stream cleanly; browsers come back within a second."""
        for queues in self._streams.values():
            for queue in queues:
                _end(queue)

    async def stream(
        self,
        slug: str,
        missed: Callable[[], Awaitable[Sequence[Event]]] | None = None,
        *,
        member_id: int = 0,
    ) -> AsyncIterator[bytes]:
        """The bytes of one member's stream until it is ended; a heartbeat every 15 seconds keeps proxies awake.

        `missed` is asked once the stream listens, so that nothing falls between what it tells and what comes.
        """
        queue: asyncio.Queue[Event | None] = asyncio.Queue(maxsize=QUEUE)
        self._streams[slug][queue] = member_id
        until = time.monotonic() + LIFE_SECONDS
        try:
            yield RETRY
            for event in await missed() if missed is not None else ():
                yield event.encoded()
            while time.monotonic() < until:
                chunk = await _next_chunk(queue)
                if chunk is None:
                    return
                yield chunk
        finally:
            self._streams[slug].pop(queue, None)
            if not self._streams[slug]:
                del self._streams[slug]


async def _next_chunk(queue: asyncio.Queue[Event | None]) -> bytes | None:
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            event = await queue.get()
    except TimeoutError:
        return ALIVE
    return event.encoded() if event else None


def _offered(queue: asyncio.Queue[Event | None], event: Event) -> bool:
    try:
        queue.put_nowait(event)
    except asyncio.QueueFull:
        # Too slow: end it; the browser returns with Last-Event-ID and is told what it missed.
        _end(queue)
        return False
    return True


def _end(queue: asyncio.Queue[Event | None]) -> None:
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)


# Every page has a rail, and every rail listens to this: it asks, and is sent where its member has to go.
_LAST = Event("inbox", 0)
# Which process said it: what this one said itself it has done already.
_HERE = secrets.token_hex(8)
hub = Hub()


def publish(slug: str, topics: Sequence[str], line_id: int) -> None:
    """Tell the open pages of a company, in whichever process they are served."""
    events = [Event(topic, line_id) for topic in dict.fromkeys(topics)]
    hub.publish(slug, events)
    # A batch of mail touches many cards: one datagram for many topics.
    for start in range(0, len(events), TOPICS_A_DATAGRAM):
        told = " ".join(event.topic for event in events[start : start + TOPICS_A_DATAGRAM])
        wire.send("web", {"slug": slug, "topics": told, "line": str(line_id), "from": _HERE})


def put_out(slug: str, member_id: int) -> None:
    """End a member's streams in every process of the installation, within a second; call it after the commit."""
    hub.put_out(slug, member_id)
    wire.send("web", {"slug": slug, "out": str(member_id), "from": _HERE})


def hear(message: dict[str, str]) -> None:
    """A word from another process, for this process' streams."""
    if message.get("from") == _HERE:
        return
    if "out" in message:
        hub.put_out(message["slug"], int(message["out"]))
        return
    hub.publish(message["slug"], [Event(topic, int(message["line"])) for topic in message["topics"].split()])
