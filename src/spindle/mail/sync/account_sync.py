"""One account in one thread: first synchronisation, then watching, and back again after every fault."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.timezone import now
from django.utils.translation import override

from spindle.channels.contract import Place
from spindle.channels.models import AccountState
from spindle.mail.actions.accounts import change_state
from spindle.mail.imap.errors import ImapDisabled, ImapError, LoginRefused, Throttled
from spindle.mail.imap.session import Session
from spindle.mail.imap.watching import Wake
from spindle.mail.models import Folder, MailAccount
from spindle.mail.network import NetworkError
from spindle.mail.surroundings import credentials_of, endpoint_of
from spindle.mail.sync.faults import words_for
from spindle.mail.sync.folder_pass import FolderPass
from spindle.mail.sync.folders import follow_folders
from spindle.mail.sync.parsers import WORTH_A_PROCESS, Parsers
from spindle.organisations.models import Organisation

log = logging.getLogger(__name__)

RECENT_DAYS = 30
# While old mail is fetched, new mail in the inbox waits no longer than this.
INBOX_SECONDS = 10.0
OTHERS_SECONDS = 60.0
FIRST_BACKOFF, LONGEST_BACKOFF = 5.0, 1800.0
# Wrong passwords in a row; then the member is asked, so that no mailbox gets locked.
MOST_REFUSALS = 3


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

    def end(self) -> None:
        """Stop at the next batch; the transaction under way is finished."""
        self._ended.set()
        self._again.set()
        self._wake.set()

    def look_again(self) -> None:
        """Something about the account changed, or a member wants it checked now."""
        self._again.set()
        self._wake.set()

    def run(self) -> None:
        """Connect, follow, and after a fault wait and begin again."""
        while not self._ended.is_set():
            try:
                with self._connected() as session:
                    self._follow(session)
            except Ended:
                return
            except (ImapError, NetworkError) as fault:
                self._again.clear()
                self._again.wait(self._note_fault(fault))

    # --- connecting ----------------------------------------------------------------------------------------------

    @contextmanager
    def _connected(self) -> Iterator[Session]:
        with self.organisation.active():
            account = MailAccount.objects.filter(pk=self.account_id).first()
            if account is None or account.stopped or self.organisation.paused:
                raise Ended
            credentials = credentials_of(account)
        with Session.connect(endpoint_of(account), credentials) as session:
            self.failures = 0
            with self.organisation.active():
                MailAccount.objects.filter(pk=self.account_id).update(refusals=0, checked_at=now())
            yield session

    def _note_fault(self, fault: ImapError | NetworkError) -> float:
        """Tell the members where it matters; returns the seconds to wait."""
        self.failures += 1
        words = self._words(fault)
        log.info("account %s: %s %s", self.account_id, type(fault).__name__, words)
        if isinstance(fault, LoginRefused | ImapDisabled):
            return self._note_refusal(words)
        # One dropped connection is nothing to tell; two in a row are.
        if self.failures > 1:
            self._change_state(AccountState.UNREACHABLE, words)
        if isinstance(fault, Throttled) and fault.wait:
            return fault.wait
        longest = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0**self.failures)
        return FIRST_BACKOFF + random.random() * (longest - FIRST_BACKOFF)  # noqa: S311 (jitter)

    def _words(self, fault: ImapError | NetworkError) -> str:
        """What is wrong, in the company's language, and the server's own words if it had any."""
        with self.organisation.active():
            account = MailAccount.objects.get(pk=self.account_id)
        with override(self.organisation.language):
            return words_for(fault, account)

    def _note_refusal(self, words: str) -> float:
        with self.organisation.active():
            account = MailAccount.objects.get(pk=self.account_id)
            account.refusals += 1
            account.save(update_fields=["refusals"])
        self._change_state(AccountState.SIGN_IN, words)
        return (
            threading.TIMEOUT_MAX
            if account.refusals >= MOST_REFUSALS
            else FIRST_BACKOFF * 2.0**account.refusals
        )

    def _change_state(self, state: str, reason: str) -> None:
        with self.organisation.active():
            change_state(self.account_id, state, reason)

    # --- following -----------------------------------------------------------------------------------------------

    def _follow(self, session: Session) -> None:
        folders = self._folders(session)
        self._first_sync(session, folders)
        with Parsers(0) as parsers:
            self._change_state(AccountState.OK, "")
            self._watch(session, parsers)

    def _folders(self, session: Session) -> list[Folder]:
        found = session.folders()
        with self.organisation.active():
            account = MailAccount.objects.select_related("account").get(pk=self.account_id)
            return follow_folders(account, found)

    def _first_sync(self, session: Session, folders: Sequence[Folder]) -> None:
        """The inbox's last 30 days, then the others', then backwards (mail.md, rule 4)."""
        if all(folder.complete for folder in folders):
            return
        inbox = folders[0]
        recent = (now() - dt.timedelta(days=RECENT_DAYS)).date()
        with Parsers(WORTH_A_PROCESS) as parsers:
            for since in (recent, None):
                for folder in folders:
                    while not folder.complete and not self._pass(session, folder, parsers, since=since):
                        self._pass_inbox(session, inbox, parsers)

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

        return FolderPass(self.organisation, session, folder, parsers, pause, since).run()

    def _watch(self, session: Session, parsers: Parsers) -> None:
        """IDLE on the inbox; the other folders each minute, and when woken."""
        while not self._ended.is_set():
            folders = self._folders(session)
            inbox = next((folder for folder in folders if folder.place == Place.INBOX), folders[0])
            for folder in [*(folder for folder in folders if folder is not inbox), inbox]:
                self._finish(session, folder, parsers)
            self._idle(session, inbox, parsers)
        raise Ended

    def _finish(self, session: Session, folder: Folder, parsers: Parsers) -> None:
        while not self._pass(session, folder, parsers, since=None):
            pass

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
                self._finish(session, inbox, parsers)
        finally:
            timer.cancel()
