"""Fetches what is missing in a folder, newest first, and hands it on: server → parser → ingest.

Fetching happens here, parsing in another process, storing in two threads; a few batches are on their way at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from spindle.archive import blobs
from spindle.mail.imap.errors import Broken, CommandRefused, Gone, Malformed, TimedOut
from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import Part
from spindle.mail.imap.session import Session
from spindle.mail.imap.surviving import TRIES, Unfetchable
from spindle.mail.models import Folder
from spindle.mail.parsing import parse_large
from spindle.mail.sync.batches import LARGE_BYTES, LONG, SHORT, Limit, batches, chunks
from spindle.mail.sync.conveyor import Conveyor
from spindle.mail.sync.gmail import note_copies
from spindle.mail.sync.incoming import Arrival
from spindle.mail.sync.parsers import Parsers, Read
from spindle.mail.sync.store import forget, set_aside, store
from spindle.organisations.models import Organisation
from spindle.organisations.pace import others_write

# Messages of unknown size that are asked for together.
SINGLY_AT_ONCE = 10


@dataclass(slots=True)
class Fetcher:
    """Fetches into one folder. `pause` is asked between batches whether something more urgent waits."""

    organisation: Organisation
    session: Session
    folder: Folder
    parsers: Parsers
    pause: Callable[[], bool]

    def fetch(self, uids: Iterable[int]) -> bool:
        """Bring these UIDs in, in this order; False when it was paused before the end.

        Each UID is afterwards stored, in quarantine, or known to be gone.
        """
        with Conveyor(self.organisation, self.folder) as conveyor:
            return all(self._fetch_chunk(chunk, conveyor) for chunk in chunks(uids))

    def _fetch_chunk(self, chunk: Sequence[int], conveyor: Conveyor) -> bool:
        chunk = self._not_copies(chunk)
        sizes = self._sizes(chunk)
        small = [uid for uid in chunk if sizes.get(uid, LARGE_BYTES + 1) <= LARGE_BYTES]
        missing = [uid for uid in chunk if uid not in sizes]
        if not self._stream(batches(small, sizes, self._limit), missing, conveyor):
            return False
        large = [uid for uid in chunk if sizes.get(uid, 0) > LARGE_BYTES]
        if large or missing:
            # These are stored here and now: behind what is on its way, so that the folder has one writer.
            conveyor.settle()
        for uid in large:
            self._try_large(uid, sizes[uid])
            if self.pause():
                return False
        self._fetch_singly(missing)
        return not self.pause()

    def _not_copies(self, uids: Sequence[int]) -> Sequence[int]:
        """Those that are not here by another folder already, where the server can tell."""
        if not self.session.is_gmail:
            return uids
        found = list(self.session.fetch(uids, Part.NOTHING))
        with self.organisation.active():
            copies = note_copies(self.folder, found)
        return [uid for uid in uids if uid not in copies]

    def _limit(self) -> Limit:
        with self.organisation.active():
            return SHORT if others_write() else LONG

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Of a message whose size the server cannot tell none is known; its neighbours' are."""
        try:
            return self.session.sizes(uids)
        except (CommandRefused, Malformed):
            if len(uids) == 1:
                return {}
        middle = len(uids) // 2
        return self._sizes(uids[:middle]) | self._sizes(uids[middle:])

    def _stream(self, wanted: Iterator[list[int]], missing: list[int], conveyor: Conveyor) -> bool:
        """Fetch, and hand on to be parsed and stored; what did not come is added to `missing`. False when paused."""
        for batch in self.session.fetch_batches(wanted):
            missing += batch.missing
            # Servers answer in their own order; ingest takes the newest first.
            newest_first = sorted(batch.fetched, key=lambda fetched: -fetched.uid)
            arrivals = [_arrival(fetched) for fetched in newest_first]
            if arrivals:
                conveyor.put(arrivals, self.parsers.submit([arrival.raw for arrival in arrivals]))
            if self.pause():
                return False
        return True

    def _store(self, arrival: Arrival, mails: Future[list[Read]]) -> None:
        parsed = mails.result()
        with self.organisation.active():
            store(self.folder, [arrival], parsed)

    def _fetch_singly(self, uids: Sequence[int]) -> None:
        """What did not come in its batch: halved down to the one that the server cannot hand over."""
        # Their sizes may be unknown: few at a time, so that they fit in memory.
        for few in chunks(uids, SINGLY_AT_ONCE):
            for found in self.session.fetch_surviving(few):
                if isinstance(found, Fetched):
                    self._store(_arrival(found), self.parsers.submit([found.raw or b""]))
                else:
                    self._give_up(found)

    def _give_up(self, lost: Unfetchable) -> None:
        with self.organisation.active():
            if lost.exists:
                set_aside(self.folder, lost.uid, lost.reason)
            else:
                forget(self.folder, [lost.uid])

    def _try_large(self, uid: int, size: int) -> None:
        """Twice, the second time on a fresh connection; then it is set aside, or it would stop the folder for good."""
        reason = ""
        for _ in range(TRIES):
            try:
                self._fetch_large(uid, size)
            except (CommandRefused, Broken, Gone, TimedOut) as error:
                reason = str(error) or type(error).__name__
                self.session.reopen()
            else:
                return
        self._give_up(Unfetchable(uid, reason, self.session.has(uid)))

    def _fetch_large(self, uid: int, size: int) -> None:
        """Streamed piece by piece into the blobs, encrypted on the way; only its skeleton is held in memory."""
        head = next(self.session.fetch([uid], Part.NOTHING), None)
        if head is None:
            self._fetch_singly([uid])
            return
        name = self._into_blobs(uid, size)
        with self.organisation.active():
            with blobs.open_stream(name) as stream:
                mail = parse_large(stream, size)
            store(self.folder, [_arrival(head, blob=name, size=mail.size)], [mail.mail])

    def _into_blobs(self, uid: int, size: int) -> str:
        """Write end here, read end in a thread that compresses and encrypts; nothing readable on the disk."""
        reading, writing = os.pipe()
        with ThreadPoolExecutor(1) as keeper:
            name = keeper.submit(self._put, reading)
            # Cut off, the shorter content has another name, which no row will mention: it is swept.
            try:
                with os.fdopen(writing, "wb") as into:
                    self.session.fetch_large(uid, size, into)
            except BrokenPipeError:
                # The keeper has given up, and knows why.
                name.result()
                raise
            return name.result()

    def _put(self, reading: int) -> str:
        with os.fdopen(reading, "rb") as stream, self.organisation.active():
            return blobs.put_file(stream)


def _arrival(fetched: Fetched, *, blob: str = "", size: int | None = None) -> Arrival:
    raw = fetched.raw or b""
    return Arrival(
        fetched.uid,
        fetched.flags or frozenset(),
        fetched.internal_date,
        raw,
        len(raw) if size is None else size,
        blob,
        fetched.gmail_id,
    )
