"""Compares a folder with its server, message by message, and mends what differs; no body is fetched to compare.

By UID alone: what is missing, what is gone. By a message's head (size, marks, Message-ID): whether the UID still is
the message that we took it for. Each night sizes and marks of all and the heads of a few; asked for, the heads of all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from spindle.ingest.cleaning import clean_line
from spindle.ingest.rows import SUBJECT_LIMIT
from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import Part
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import UidRanges
from spindle.mail.ledger.lines import Mended, begin_line, conclude_line, note_progress
from spindle.mail.models import Folder, Location
from spindle.mail.parsing import parse
from spindle.mail.sync.batches import chunks
from spindle.mail.sync.changes import follow_flags
from spindle.mail.sync.folder_pass import follow_gone
from spindle.mail.sync.validity import doubt
from spindle.organisations.models import Organisation

AT_ONCE = 1000
# Of so many messages the Message-ID is looked at each night.
SAMPLE = 200


@dataclass(slots=True)
class Comparison:
    """One folder. `bring_up` makes it up to date as ever; `between` lets more urgent things go first.

    `between` tells whether another folder was selected meanwhile.
    """

    organisation: Organisation
    session: Session
    folder: Folder
    bring_up: Callable[[], None]
    between: Callable[[], bool]
    mended: Mended = field(default_factory=Mended)
    _looked_at: int = 0
    # Digests of the Message-IDs that several messages of the folder share.
    _twins: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Compare, mend, and write the line. Raises ImapError; then nothing is written, and it is due again."""
        with self.organisation.active():
            thorough = begin_line(self.folder)
            before = Location.objects.filter(folder=self.folder, stale=False).count()
        self.bring_up()
        self._mend_cursor()
        self._mend_mapping(thorough=thorough)
        self.bring_up()
        server = self._server()
        with self.organisation.active():
            after = Location.objects.filter(folder=self.folder, stale=False).count()
            self.mended.fetched = max(0, after - before + self.mended.vanished)
            conclude_line(self.folder, server, self.mended)

    def _server(self) -> UidRanges:
        self._select()
        return self.session.uids()

    def _select(self) -> None:
        self.session.select(self.folder.raw_name.encode("latin-1"))

    def _mend_cursor(self) -> None:
        """What we believe to know is what the rows say, and no more than the server has."""
        server = self._server()
        with self.organisation.active():
            rows = self.folder.accounted_uids()
        self.folder.known.set(rows)
        self.mended.vanished = follow_gone(self.organisation, self.session, self.folder, rows - server)

    def _mend_mapping(self, *, thorough: bool) -> None:
        """Marks that differ are taken over; of a UID that is another message by now we begin anew."""
        with self.organisation.active():
            stored = Location.objects.filter(folder=self.folder, stale=False)
            uids = list(stored.order_by("-uid").values_list("uid", flat=True))
        if thorough:
            self._find_twins()
            wrong = self._look_at(uids, Part.IDENTITY, all_of=len(uids))
        else:
            suspects = self._look_at(uids, Part.NOTHING, all_of=len(uids))
            some = suspects | set(random.sample(uids, min(SAMPLE, len(uids))))
            wrong = self._look_at(sorted(some, reverse=True), Part.IDENTITY)
            if wrong:
                wrong |= self._look_at([uid for uid in uids if uid not in some], Part.IDENTITY)
        if wrong:
            with self.organisation.active():
                self.mended.mistaken = doubt(self.folder, wrong)

    def _find_twins(self) -> None:
        with self.organisation.active():
            seen: set[int] = set()
            stored = Location.objects.filter(folder=self.folder, stale=False)
            for message_id in stored.values_list("delivery__entry__message_id", flat=True).iterator():
                digest = hash(message_id)
                (self._twins if digest in seen else seen).add(digest)

    def _look_at(self, uids: Iterable[int], part: Part, *, all_of: int = 0) -> set[int]:
        """The UIDs whose messages do not look like ours; marks are followed on the way."""
        odd: set[int] = set()
        for chunk in chunks(uids, AT_ONCE):
            if self.between():
                self._select()
            fetched = list(self.session.fetch(chunk, part))
            with self.organisation.active():
                odd |= self._odd(fetched, by_id=part is Part.IDENTITY)
                flags = {it.uid: it.flags for it in fetched if it.flags is not None}
                self.mended.flags += follow_flags(self.folder, flags)
                if all_of:
                    self._looked_at += len(chunk)
                    note_progress(self.folder, self._looked_at, all_of)
        return odd

    def _odd(self, fetched: Collection[Fetched], *, by_id: bool) -> set[int]:
        stored = Location.objects.filter(folder=self.folder, stale=False, uid__in=[it.uid for it in fetched])
        kept = {
            uid: (size, message_id)
            for uid, size, message_id in stored.values_list(
                "uid", "delivery__entry__size", "delivery__entry__message_id"
            )
        }
        known = [it for it in fetched if it.uid in kept]
        if not by_id:
            return {it.uid for it in known if it.size != kept[it.uid][0]}
        return {it.uid for it in known if _differs(it, *kept[it.uid], self._twins)}


def _differs(fetched: Fetched, size: int, message_id: str, twins: Collection[int]) -> bool:
    """By Message-ID; where several messages share one, or have none, by size too (some servers only guess sizes)."""
    found = clean_line(parse(fetched.raw or b"").message_id, SUBJECT_LIMIT)
    if found != message_id:
        return True
    return (not found or hash(found) in twins) and fetched.size != size
