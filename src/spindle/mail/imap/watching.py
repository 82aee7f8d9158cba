"""IDLE (RFC 2177), and NOOP where there is none: news as it comes, until somebody wakes us."""

import contextlib
import socket
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator

from spindle.mail.imap.errors import ImapError, Malformed
from spindle.mail.imap.events import IdleEvent, event
from spindle.mail.imap.responses import Response
from spindle.mail.imap.stream import Stirred
from spindle.mail.imap.wire import Wire

PAUSE = 5.0


class Wake:
    """A flag that ends a wait on a socket, set from any thread; the same on Windows."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)

    def set(self) -> None:
        """End the present wait, or the next one."""
        # A full pipe is as set as can be; a closed one has nobody left to wake.
        with contextlib.suppress(OSError):
            self._writer.send(b"!")

    def clear(self) -> None:
        """Wait again from now on."""
        with contextlib.suppress(BlockingIOError):
            while self.reader.recv(1024):
                pass

    def close(self) -> None:
        """Give the sockets back."""
        self.reader.close()
        self._writer.close()


def idle(wire: Wire, wake: Wake, *, renew_seconds: float, told: deque[IdleEvent]) -> Iterator[IdleEvent]:
    """News until `wake` is set (then it ends at once and clears it), IDLE renewed every `renew_seconds`.

    `told` holds news until the consumer takes them: one that leaves early finds the rest there. Raises Gone, TimedOut
    (no answer to DONE: the connection was half open) and the like.
    """
    woken = False
    while not woken:
        tag = wire.start(b"IDLE")
        try:
            woken = yield from _until(wire, tag, wake, time.monotonic() + renew_seconds)
        except GeneratorExit:
            # The consumer has left: leave the wire where the next command can begin.
            with contextlib.suppress(ImapError):
                told.extend(_done(wire, tag))
            raise
        told.extend(_done(wire, tag))
        yield from taken(told)
    wake.clear()


def taken(told: deque[IdleEvent]) -> Iterator[IdleEvent]:
    """Takes the news out one by one, so that none is lost to a consumer who leaves."""
    while told:
        yield told.popleft()


def poll(
    wire: Wire, wake: Wake, *, seconds: float, ask: Callable[[], None], told: deque[IdleEvent]
) -> Iterator[IdleEvent]:
    """The same without IDLE: `ask` (a NOOP, which adds to `told`) every `seconds`."""
    while wire.stream.wait(wake.reader, seconds) is not Stirred.WOKEN:
        ask()
        yield from taken(told)
    wake.clear()


def _until(wire: Wire, tag: bytes, wake: Wake, deadline: float) -> Generator[IdleEvent, None, bool]:
    """News until woken (True), or until `deadline` or until the server has enough of it (False)."""
    while True:
        stirred = wire.stream.wait(wake.reader, max(0.0, deadline - time.monotonic()))
        if stirred is not Stirred.DATA:
            return stirred is Stirred.WOKEN
        response = wire.read()
        if wire.ended(response, tag) is not None:
            # Some servers end IDLE when they like. One that does so at once must not keep us running in circles.
            return wire.stream.wait(wake.reader, PAUSE) is Stirred.WOKEN
        yield from _news(response)


def _done(wire: Wire, tag: bytes) -> list[IdleEvent]:
    events: list[IdleEvent] = []
    if tag not in wire.in_flight:
        return events
    wire.stream.write(b"DONE\r\n")
    while wire.ended(response := wire.read(), tag) is None:
        events += _news(response)
    return events


def _news(response: Response) -> list[IdleEvent]:
    try:
        found = event(response)
    except Malformed:
        # News that makes no sense; the next comparison of the folder finds what it meant.
        return []
    return [found] if found is not None else []
