"""One account in one thread: first synchronisation, then watching, and back again after every fault."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.timezone import now
from django.utils.translation import override

from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.mail.actions.accounts import change_state, count_refusal
from spindle.mail.actions.ledger import settle_state, tell_compared
from spindle.mail.imap.errors import (
    CommandRefused,
    ImapDisabled,
    ImapError,
    LoginRefused,
    Malformed,
    Throttled,
    Unavailable,
)
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import KnownUids
from spindle.mail.imap.watching import Wake
from spindle.mail.ledger.comparing import Comparison
from spindle.mail.ledger.lines import give_up_line, note_problem
from spindle.mail.ledger.when import due_folders, last_night
from spindle.mail.models import Folder, MailAccount
from spindle.mail.network import NetworkError
from spindle.mail.surroundings import credentials_of, signed_in
from spindle.mail.sync.faults import own_words, words_for
from spindle.mail.sync.folder_pass import FolderPass
from spindle.mail.sync.folders import follow_folders
from spindle.mail.sync.parsers import WORTH_A_PROCESS, Parsers
from spindle.organisations import models as organisations
from spindle.organisations.durability import fast_commits
from spindle.organisations.models import Organisation

log = logging.getLogger(__name__)

RECENT_DAYS = 30
# While old mail is fetched, new mail in the inbox waits no longer than this.
INBOX_SECONDS = 10.0
OTHERS_SECONDS = 60.0
FIRST_BACKOFF, LONGEST_BACKOFF = 5.0, 1800.0
# The server's own figure is obeyed, but one without sense must not end an account.
LONGEST_WISH = 24 * 3600.0
# After so many doublings every wait is the longest one; twice as often for ever would be no number any more.
MOST_DOUBLINGS = 16
# Wrong passwords in a row; then the member is asked, so that no mailbox gets locked.
MOST_REFUSALS = 3
# What goes wrong on our side: a database that is locked or full, a parser that was killed, an update under way.
OUR_FAULTS = (DatabaseError, OSError, BrokenExecutor, organisations.Unavailable)
DELETED = (Account.DoesNotExist, MailAccount.DoesNotExist)


class Ended(Exception):
    """The account was stopped, or the program ends."""


class AccountSync(threading.Thread):
    """Keeps one account in step until `end`. `look_again` wakes it: settings may have changed."""

    def __init__(self, organisation: Organisation, account_id: int) -> None:
        super().__init__(name=f"mail {organisation.slug} {account_id}", daemon=True)
        self.organisation = organisation
        self.account_id = account_id
        self._wake = Wake()
        self._ended = threading.Event()
        self._again = threading.Event()
        self.failures = 0
        self._inbox_seen = 0.0
        # What was tried last; while nothing of it changes, a call does not shorten the wait after a fault.
        self._tried: tuple[object, ...] | None = None
        # Folders without UIDVALIDITY whose UIDs hold as long as the present connection.
        self._anew: set[int] = set()
        # The UIDs that are accounted for, by folder: read from the rows once a connection.
        self._known: dict[int, KnownUids] = {}

    @property
    def ending(self) -> bool:
        """Told to end, perhaps not there yet."""
        return self._ended.is_set()

    def end(self) -> None:
        """Stop at the next batch; the transaction under way is finished."""
        self._ended.set()
        self._again.set()
        self._wake.set()

    def look_again(self) -> None:
        """Something about the account may have changed."""
        self._again.set()
        self._wake.set()

    def run(self) -> None:
        """Connect, follow, and after a fault wait and begin again."""
        try:
            # All that is written here the server can tell again; a colleague's own change waits for the disk.
            with fast_commits():
                while not self._ended.is_set():
                    self._live()
        except (Ended, *DELETED):
            return
        finally:
            self._wake.close()

    def _live(self) -> None:
        """One connection from its beginning to its end, and the wait after it."""
        try:
            account = self._account()
            if account.refusals >= MOST_REFUSALS:
                # Only a member can mend this, also when the program was started again meanwhile.
                self._rest(threading.TIMEOUT_MAX)
                return
            with self._connected(account) as session:
                self._follow(session)
        except (ImapError, NetworkError) as fault:
            self._rest(self._note_fault(fault))
        except OUR_FAULTS as fault:
            log.exception("account %s", self.account_id)
            self._rest(self._note_own_fault(fault))

    # --- connecting ----------------------------------------------------------------------------------------------

    def _account(self) -> MailAccount:
        with self.organisation.active():
            account = MailAccount.objects.get(pk=self.account_id)
        if account.stopped:
            raise Ended
        self._tried = _marks(account)
        return account

    @contextmanager
    def _connected(self, account: MailAccount) -> Iterator[Session]:
        with self.organisation.active():
            credentials = credentials_of(account)
        self._anew.clear()
        # After a fault memory may be ahead of the rows.
        self._known.clear()
        with signed_in(account, credentials) as session:
            account.refusals, account.checked_at = 0, now()
            with self.organisation.active():
                MailAccount.objects.filter(pk=account.pk).update(refusals=0, checked_at=account.checked_at)
            self._tried = _marks(account)
            yield session

    # --- after a fault -------------------------------------------------------------------------------------------

    def _rest(self, seconds: float) -> None:
        """Wait, unless a member has changed what failed, or the end has come."""
        until = time.monotonic() + seconds
        while True:
            # Cleared before looking: a call that comes from here on ends the wait below.
            self._again.clear()
            left = until - time.monotonic()
            if self._ended.is_set() or left <= 0 or self._has_changed() or not self._again.wait(left):
                return

    def _has_changed(self) -> bool:
        if self._tried is None:
            return False
        try:
            with self.organisation.active():
                account = MailAccount.objects.get(pk=self.account_id)
        except OUR_FAULTS:
            return False
        return account.stopped or _marks(account) != self._tried

    def _note_fault(self, fault: ImapError | NetworkError) -> float:
        """Tell the members where it matters; returns the seconds to wait."""
        self.failures += 1
        try:
            words = self._words(fault)
            log.info("account %s: %s %s", self.account_id, type(fault).__name__, words)
            if isinstance(fault, LoginRefused | ImapDisabled):
                return self._note_refusal(words)
            self._tell(words)
        except OUR_FAULTS:
            log.exception("account %s: %s", self.account_id, type(fault).__name__)
        if isinstance(fault, Throttled) and fault.wait:
            return min(fault.wait, LONGEST_WISH)
        return self._backoff()

    def _note_own_fault(self, fault: Exception) -> float:
        """The same for what is wrong here; the database may be what is wrong."""
        self.failures += 1
        try:
            with override(self.organisation.language):
                self._tell(own_words(fault))
        except OUR_FAULTS:
            log.info("account %s: its state cannot be written either", self.account_id)
        return self._backoff()

    def _tell(self, words: str) -> None:
        """One dropped connection is nothing to tell; two in a row are."""
        if self.failures > 1:
            self._change_state(AccountState.UNREACHABLE, words)

    def _backoff(self) -> float:
        longest = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(self.failures, MOST_DOUBLINGS))
        return FIRST_BACKOFF + random.random() * (longest - FIRST_BACKOFF)  # noqa: S311 (jitter)

    def _words(self, fault: ImapError | NetworkError) -> str:
        """What is wrong, in the company's language, and the server's own words if it had any."""
        with self.organisation.active():
            account = MailAccount.objects.get(pk=self.account_id)
        with override(self.organisation.language):
            return words_for(fault, account)

    def _note_refusal(self, words: str) -> float:
        """Count it; nothing is known of settings that were changed while the old ones were refused."""
        with self.organisation.active():
            refusals = count_refusal(self.account_id, tried=self._tried[0] if self._tried else ())
            if refusals is None:
                return 0.0
            self._tried = _marks(MailAccount.objects.get(pk=self.account_id))
        self._change_state(AccountState.SIGN_IN, words)
        return threading.TIMEOUT_MAX if refusals >= MOST_REFUSALS else FIRST_BACKOFF * 2.0**refusals

    def _change_state(self, state: str, reason: str) -> None:
        with self.organisation.active():
            change_state(self.account_id, state, reason)

    # --- following -----------------------------------------------------------------------------------------------

    def _follow(self, session: Session) -> None:
        folders = self._folders(session)
        self._first_sync(session, folders)
        with Parsers(0) as parsers:
            self._settle()
            self._watch(session, parsers)

    def _folders(self, session: Session) -> list[Folder]:
        found = session.folders()
        with self.organisation.active():
            account = MailAccount.objects.select_related("account").get(pk=self.account_id)
            folders = follow_folders(account, found)
            self._known = {it.pk: it.keep_known(self._known.get(it.pk)) for it in folders}
        if not folders:
            raise Unavailable("the server lists no folders")
        return folders

    def _first_sync(self, session: Session, folders: Sequence[Folder]) -> None:
        """The inbox's last 30 days, then the others', then backwards (mail.md, rule 4)."""
        if all(folder.complete for folder in folders):
            return
        self._change_state(AccountState.SYNCING, "")
        self._note_begin(folders)
        inbox = folders[0]
        recent = (now() - dt.timedelta(days=RECENT_DAYS)).date()
        with Parsers(WORTH_A_PROCESS) as parsers:
            for since in (recent, None):
                for folder in folders:
                    while not folder.complete and not self._pass(session, folder, parsers, since=since):
                        self._pass_inbox(session, inbox, parsers)

    def _note_begin(self, folders: Sequence[Folder]) -> None:
        """What is here already says nothing about the pace from now on."""
        with self.organisation.active():
            MailAccount.objects.filter(pk=self.account_id).update(
                began_at=now(), began_with=sum(folder.fetched for folder in folders)
            )

    def _pass_inbox(self, session: Session, inbox: Folder, parsers: Parsers) -> None:
        """Between two stretches of old mail: what is new in the inbox comes first."""
        recent = (now() - dt.timedelta(days=1)).date()
        self._pass(session, inbox, parsers, since=None if inbox.complete else recent)
        self._inbox_seen = time.monotonic()

    def _pass(self, session: Session, folder: Folder, parsers: Parsers, *, since: dt.date | None) -> bool:
        started = time.monotonic()

        def pause() -> bool:
            if self._ended.is_set():
                raise Ended
            return not folder.complete and time.monotonic() - max(started, self._inbox_seen) > INBOX_SECONDS

        before = folder.fetched
        try:
            done = FolderPass(self.organisation, session, folder, parsers, pause, since, self._anew).run()
        except (CommandRefused, Malformed) as refusal:
            # A folder that may not be opened, or that the server cannot read: the others go on without it.
            if folder.place == Place.INBOX:
                raise
            self._note_problem(folder, str(refusal) or type(refusal).__name__)
            return True
        else:
            self._note_problem(folder, "")
            return done
        finally:
            # A connection that brings something is none that fails, however often it breaks.
            if folder.fetched != before:
                self.failures = 0

    def _watch(self, session: Session, parsers: Parsers) -> None:
        """IDLE on the inbox; the other folders each minute, and when woken."""
        while not self._ended.is_set():
            folders = self._folders(session)
            inbox = next((folder for folder in folders if folder.place == Place.INBOX), folders[0])
            for folder in [*(folder for folder in folders if folder is not inbox), inbox]:
                self._finish(session, folder, inbox, parsers)
            self._keep_ledger(session, inbox, parsers)
            self._settle()
            self.failures = 0
            self._idle(session, inbox, parsers)
        raise Ended

    def _finish(self, session: Session, folder: Folder, inbox: Folder, parsers: Parsers) -> None:
        """All of it: a folder that was begun anew takes as long as at the first time."""
        while not self._pass(session, folder, parsers, since=None):
            self._pass_inbox(session, inbox, parsers)

    def _note_problem(self, folder: Folder, problem: str) -> None:
        with self.organisation.active():
            note_problem(folder, problem)

    # --- the ledger ----------------------------------------------------------------------------------------------

    def _keep_ledger(self, session: Session, inbox: Folder, parsers: Parsers) -> None:
        """Compare what is due with the server, and mend it."""
        night = last_night(
            f"{self.organisation.slug} {self.account_id}", self.organisation.time_zone, at=now()
        )
        with self.organisation.active():
            due = list(due_folders(self.account_id, night=night, at=now()))
        for folder in due:
            folder.keep_known(self._known.get(folder.pk))
            try:
                self._compare(session, folder, inbox, parsers)
            except (CommandRefused, Malformed) as refusal:
                with self.organisation.active():
                    give_up_line(folder, str(refusal) or type(refusal).__name__)
        if due:
            with self.organisation.active():
                tell_compared(self.account_id, folders=len(due))

    def _compare(self, session: Session, folder: Folder, inbox: Folder, parsers: Parsers) -> None:
        self._inbox_seen = time.monotonic()

        def bring_up() -> None:
            self._finish(session, folder, inbox, parsers)
            if folder.problem:
                raise CommandRefused(folder.problem)

        def between() -> bool:
            if self._ended.is_set():
                raise Ended
            if folder == inbox or time.monotonic() - self._inbox_seen <= INBOX_SECONDS:
                return False
            self._pass_inbox(session, inbox, parsers)
            return True

        Comparison(self.organisation, session, folder, bring_up, between).run()

    def _settle(self) -> None:
        """All is well, unless the server holds something that we do not."""
        with self.organisation.active(), override(self.organisation.language):
            settle_state(self.account_id)

    def _idle(self, session: Session, inbox: Folder, parsers: Parsers) -> None:
        """Follow the inbox as the server tells of it, until it is time for the other folders."""
        until = time.monotonic() + OTHERS_SECONDS
        timer = threading.Timer(OTHERS_SECONDS, self._wake.set)
        timer.daemon = True
        timer.start()
        try:
            while time.monotonic() < until and not self._ended.is_set():
                if next(iter(session.idle(self._wake)), None) is None:
                    return
                self._finish(session, inbox, inbox, parsers)
        finally:
            timer.cancel()


def _marks(account: MailAccount) -> tuple[object, ...]:
    """What a member changes when he mends an account, the moment of the last check among it."""
    return account.fingerprint(), account.refusals, account.checked_at
