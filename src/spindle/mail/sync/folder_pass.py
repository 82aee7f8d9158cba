"""Brings one folder up to date: what changed, what went, what is new (mail.md, rules 2 to 5).

The cursor advances only past what is stored: which UIDs are known the rows say, committed with the messages; `uid_next`
and `mod_seq` move when the pass has come to its end, and then only to what the SELECT before it announced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.timezone import now

from spindle.mail.imap import search
from spindle.mail.imap.selecting import Selected
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import FolderState, UidRanges
from spindle.mail.models import Folder, Quarantine
from spindle.mail.sync.changes import follow_flags, follow_vanished
from spindle.mail.sync.fetching import Fetcher
from spindle.mail.sync.parsers import Parsers
from spindle.mail.sync.validity import (
    begin_anew,
    drop_stale,
    has_stale,
    look_for,
    relocate,
    stale_by_identity,
)
from spindle.organisations.models import Organisation

# Without CONDSTORE the flags of this many newest messages are compared at each pass.
COMPARED_FLAGS = 1000
# A server that seems to have lost this much is asked once more, on a new connection, before we believe it.
SUSPICIOUS_COUNT, SUSPICIOUS_SHARE = 50, 0.3
# A message that the server would not hand over is asked for again, after twice as long each time.
RETRY_PAUSE = dt.timedelta(minutes=5)


@dataclass(slots=True)
class FolderPass:
    """One pass over one folder. `pause` is asked between batches; `since` limits it to what arrived from that day on."""

    organisation: Organisation
    session: Session
    folder: Folder
    parsers: Parsers
    pause: Callable[[], bool]
    since: dt.date | None = None
    # Folders without UIDVALIDITY that were begun anew on this connection already.
    anew: set[int] = field(default_factory=set)

    def run(self) -> bool:
        """True when the folder (or its part `since`) is up to date, False when it was paused before."""
        selected = self._select()
        before = self._state()
        server = self._server_uids(selected, before)
        if server is not None:
            follow_gone(self.organisation, self.session, self.folder, before.known - server)
        self._follow_flags(selected)
        wanted = self._due_again()
        if server is None and not wanted:
            return self._conclude(selected)
        if server is not None:
            self._find_again(server)
            wanted |= self._limited(server) - self._state().known
        fetcher = Fetcher(self.organisation, self.session, self.folder, self.parsers, self.pause)
        if not fetcher.fetch(wanted.newest_first()):
            return False
        return self.since is not None or self._conclude(selected)

    def _select(self) -> Selected:
        selected = self.session.select(self.folder.raw_name.encode("latin-1"), known=self._asked_state())
        with self.organisation.active():
            if not self._holds(selected):
                begin_anew(self.folder, selected.uidvalidity or 0)
                self.anew.add(self.folder.pk)
            # The first one counts: later changes to what this pass is about to fetch must not be missed.
            first = selected.highestmodseq if self.folder.mod_seq is None else self.folder.mod_seq
            if (first, selected.exists) != (self.folder.mod_seq, self.folder.total):
                self.folder.mod_seq, self.folder.total = first, selected.exists
                self.folder.save(update_fields=["total", "mod_seq"])
        return selected

    def _holds(self, selected: Selected) -> bool:
        """Whether the UIDs that we know still mean what they meant."""
        if (selected.uidvalidity or 0) != self.folder.uid_validity:
            return False
        if selected.uidvalidity is None:
            # Without one, nothing holds from one connection to the next.
            return self.folder.pk in self.anew
        # Neither ever falls (RFC 9051 §2.3.1.1, RFC 7162 §3.1.1): a server that was set back gives UIDs away twice.
        return not (
            _fell(self.folder.uid_next, selected.uidnext)
            or _fell(self.folder.mod_seq, selected.highestmodseq)
        )

    def _asked_state(self) -> FolderState | None:
        return self._state() if self.folder.uid_validity else None

    def _state(self) -> FolderState:
        return FolderState(
            self.folder.uid_validity or 0,
            self.folder.uid_next,
            self.folder.mod_seq,
            self.folder.known.ranges,
        )

    def _server_uids(self, selected: Selected, before: FolderState) -> UidRanges | None:
        """All UIDs on the server; None when nothing came and nothing went since the last complete pass."""
        same = selected.uidnext is not None and selected.uidnext == before.uidnext
        if self.folder.complete and same and selected.exists == before.known.count:
            return None
        return self.session.uids()

    def _follow_flags(self, selected: Selected) -> None:
        changed = selected.changed
        if changed is None or selected.highestmodseq is None:
            newest = [
                uid for _, uid in zip(range(COMPARED_FLAGS), self._state().known.newest_first(), strict=False)
            ]
            changed = tuple(self.session.flags(newest)) if newest else ()
        if changed:
            with self.organisation.active():
                follow_flags(self.folder, {change.uid: change.flags for change in changed})

    def _find_again(self, server: UidRanges) -> None:
        with self.organisation.active():
            waiting = stale_by_identity(self.folder) if has_stale(self.folder) else {}
        if not waiting:
            return
        found = look_for(self.session, waiting, server - self._state().known)
        with self.organisation.active():
            relocate(self.folder, waiting, found)

    def _due_again(self) -> UidRanges:
        """Messages in quarantine whose time to be tried again has come: later each time, at least once a day."""
        with self.organisation.active():
            kept = list(Quarantine.objects.filter(folder=self.folder))
        return UidRanges.of(it.uid for it in kept if now() - it.at >= _pause(it.tries))

    def _limited(self, server: UidRanges) -> UidRanges:
        return server & self.session.uids(search.since(self.since)) if self.since else server

    def _conclude(self, selected: Selected) -> bool:
        with self.organisation.active():
            if has_stale(self.folder):
                drop_stale(self.folder)
            self.folder.uid_next = selected.uidnext or 0
            self.folder.mod_seq = selected.highestmodseq
            self.folder.complete = True
            self.folder.checked_at = now()
            self.folder.save(update_fields=["uid_next", "mod_seq", "complete", "checked_at"])
        return True


def follow_gone(organisation: Organisation, session: Session, folder: Folder, gone: UidRanges) -> int:
    """UIDs that the server does not have any more; many at once only when it says so again on a new connection.

    How many messages of ours they were.
    """
    if not gone:
        return 0
    share = gone.count / max(1, folder.known.ranges.count)
    if gone.count > SUSPICIOUS_COUNT and share > SUSPICIOUS_SHARE:
        session.reopen()
        gone = gone - session.uids()
    with organisation.active():
        return follow_vanished(folder, list(gone))


def _fell(before: int | None, after: int | None) -> bool:
    return bool(before and after and after < before)


def _pause(tries: int) -> dt.timedelta:
    times: int = 2 ** min(tries, 12)
    return min(RETRY_PAUSE * times, dt.timedelta(days=1))
