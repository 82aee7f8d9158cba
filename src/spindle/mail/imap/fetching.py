"""Messages by UID FETCH: two commands in flight, every answer attributed by its UID, nothing lost to one bad answer."""

import contextlib
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from spindle.mail.imap.errors import Broken, CommandRefused, ImapError, Malformed
from spindle.mail.imap.fetched import Fetched, read_fetched
from spindle.mail.imap.responses import Response
from spindle.mail.imap.state import UidRanges
from spindle.mail.imap.wire import Wire

IN_FLIGHT = 2
# Servers take 8,000 bytes of command at least (RFC 7162 §4); with room for the rest of it.
LONGEST_SET = 6000
PIECE = 1024 * 1024

_SIZE = re.compile(rb"\* \d+ FETCH \(UID (\d{1,10}) RFC822\.SIZE (\d{1,18})\)\Z")

News = Callable[[Response], None]


class Part(StrEnum):
    """What of a message to fetch; always by PEEK, so that nothing is marked as read."""

    NOTHING = ""
    WHOLE = "BODY.PEEK[]"
    HEADER = "BODY.PEEK[HEADER]"
    IDENTITY = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]"


@dataclass(frozen=True, slots=True)
class Batch:
    """The answer to one FETCH. `missing` were asked for and did not come: not proof that they are deleted.

    `reason` says why where the server or the reader knows: a NO, or an answer that made no sense.
    """

    asked: tuple[int, ...]
    fetched: list[Fetched]
    missing: tuple[int, ...]
    reason: str = ""


@dataclass(slots=True)
class _Pending:
    """A FETCH on its way: one tag for each piece of its set of UIDs."""

    asked: tuple[int, ...]
    tags: set[bytes]
    wanted: frozenset[int]
    found: dict[int, Fetched] = field(default_factory=dict)
    reason: str = ""

    def batch(self) -> Batch:
        missing = tuple(uid for uid in self.asked if uid not in self.found)
        return Batch(self.asked, list(self.found.values()), missing, self.reason)


class Pipeline:
    """Keeps two FETCHes in flight. `news` gets what the server tells besides."""

    def __init__(self, wire: Wire, items: bytes, *, with_body: bool, news: News) -> None:
        self._wire = wire
        self._items = items
        self._with_body = with_body
        self._news = news
        self._queue: deque[_Pending] = deque()

    def run(self, batches: Iterable[Sequence[int] | UidRanges]) -> Iterator[Batch]:
        """A Batch for each of `batches`, in their order. Left early, it reads the rest off the wire."""
        try:
            for uids in batches:
                self._queue.append(self._start(tuple(uids)))
                if len(self._queue) >= IN_FLIGHT:
                    yield self._finish()
            while self._queue:
                yield self._finish()
        finally:
            self._drain()

    def _start(self, uids: tuple[int, ...]) -> _Pending:
        tags = {
            self._wire.start(b"UID FETCH", str(piece).encode(), self._items)
            for piece in UidRanges.of(uids).pieces(LONGEST_SET)
        }
        return _Pending(uids, tags, frozenset(uids))

    def _finish(self) -> Batch:
        pending = self._queue[0]
        while not pending.tags.isdisjoint(self._wire.in_flight):
            self._read_one()
        self._queue.popleft()
        return pending.batch()

    def _read_one(self) -> None:
        response = self._wire.read()
        if response.kind == b"FETCH":
            self._take(response)
        elif not self._ends_one(response):
            self._news(response)

    def _take(self, response: Response) -> None:
        try:
            fetched = read_fetched(response)
        except Malformed as error:
            # Whose it was cannot be known; the UIDs that stay missing get the reason.
            for pending in self._queue:
                pending.reason = str(error)
            return
        complete = fetched.uid and (fetched.raw is not None or not self._with_body)
        for pending in self._queue if complete else ():
            if fetched.uid in pending.wanted and fetched.uid not in pending.found:
                pending.found[fetched.uid] = fetched
                return
        self._news(response)

    def _ends_one(self, response: Response) -> bool:
        for pending in self._queue:
            for tag in pending.tags & self._wire.in_flight:
                try:
                    if self._wire.ended(response, tag) is not None:
                        return True
                except CommandRefused as error:
                    # Some messages could not be fetched (RFC 5530 EXPUNGEISSUED, SERVERBUG): the others have come.
                    pending.reason = str(error)
                    return True
        return False

    def _drain(self) -> None:
        """Nobody waits for the rest: read it off, so that the next command finds its own answer."""
        while self._queue and not self._wire.stream.lost:
            with contextlib.suppress(ImapError):
                self._finish()


def readable(responses: Iterable[Response]) -> Iterator[Fetched]:
    """The answers that make sense and name their UID."""
    for response in responses:
        with contextlib.suppress(Malformed):
            fetched = read_fetched(response)
            if fetched.uid:
                yield fetched


def sizes(responses: Iterable[Response]) -> Iterator[tuple[int, int]]:
    """UID and RFC822.SIZE of the answers that tell both; a thousand of them come before the first message does."""
    for response in responses:
        plain = _SIZE.match(response.segments[0])
        if plain is not None:
            yield int(plain[1]), int(plain[2])
        else:
            yield from ((one.uid, one.size) for one in readable([response]) if one.size is not None)


def fetch_large(wire: Wire, uid: int, size: int, into: BinaryIO, *, news: News) -> int:
    """Write a whole message to `into` in pieces of 1 MB and return its length; `size` is RFC822.SIZE, which may lie.

    Raises CommandRefused if the server has no such message, Broken if it sends what was not asked for.
    """
    written = 0
    while True:
        piece = _piece(wire, uid, written, news=news)
        if piece is None:
            raise CommandRefused(f"the server gave no text for UID {uid} from {written} on")
        if len(piece) > PIECE or written > 2 * size + PIECE:
            raise Broken(f"more of UID {uid} than there should be")
        into.write(piece)
        written += len(piece)
        if not piece or (written >= size and len(piece) < PIECE):
            return written


def _piece(wire: Wire, uid: int, offset: int, *, news: News) -> bytes | None:
    found: bytes | None = None
    command = b"UID FETCH %d (UID BODY.PEEK[]<%d.%d>)" % (uid, offset, PIECE)
    for response in wire.run(command).responses:
        fetched = read_fetched(response) if response.kind == b"FETCH" else None
        if fetched is not None and fetched.uid == uid and fetched.raw is not None:
            found = fetched.raw
        else:
            news(response)
    return found
