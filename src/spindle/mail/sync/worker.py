"""The worker's mail: every account of every company has one thread, and each run of the wizard is worked on.

Nudges only say where to look; a sweep at the start and every few minutes finds what a lost one left. What is wrong
with one company, or with the control database for a moment, keeps no other from its mail. Of several workers one has
each account, by a lease; what a dead one had moves on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

from django.db import DatabaseError
from django.db.models import Q

from spindle.accounts.queries import today_at
from spindle.archive import blobs
from spindle.journal.chain import link_lines
from spindle.mail.attempts import pending_attempts, run_attempt
from spindle.mail.models import MailAccount
from spindle.mail.queries import stale_attempts
from spindle.mail.sync.account_sync import AccountSync
from spindle.members.actions import end_employments
from spindle.organisations import leasing, wire
from spindle.organisations.actions import take_nudges
from spindle.organisations.models import Organisation, Unavailable
from spindle.organisations.queries import working_organisations

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
SWEEP_SECONDS = 300.0
# A third of the time after which a lease is lost.
RENEW_SECONDS = 10.0
ATTEMPTS_AT_ONCE = 4
# How long all accounts together may take for their last transactions.
LAST_SECONDS = 8.0


class MailWorker(threading.Thread):
    """Runs until `end`. Any number of them share an installation."""

    def __init__(self) -> None:
        super().__init__(name="mailboxes", daemon=True)
        self._ending = threading.Event()
        self._wake = threading.Event()
        self._syncs: dict[tuple[str, int], AccountSync] = {}
        self._attempts = ThreadPoolExecutor(ATTEMPTS_AT_ONCE, thread_name_prefix="attempt")
        self._running: dict[tuple[str, int], int] = {}
        # Companies to look at again, by the keys of the control database: a thread of theirs has ended.
        self._again: SimpleQueue[int] = SimpleQueue()
        # Companies that a datagram named: every worker hears it, one of them takes the nudge.
        self._heard: SimpleQueue[str] = SimpleQueue()
        self._holder = ""

    def run(self) -> None:
        """Follow the mailboxes, and see them off at the end."""
        with leasing.holder() as self._holder, wire.Listener("worker", self._hear):
            renewing = threading.Thread(target=self._renew, name="leases", daemon=True)
            renewing.start()
            due = 0.0
            while not self._ending.is_set():
                with _surviving("the control database"):
                    if time.monotonic() >= due:
                        self._sweep()
                        due = time.monotonic() + SWEEP_SECONDS
                    self._answer_calls()
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
            self._see_off()
            renewing.join()

    def end(self) -> None:
        """Let every account finish its transaction, and no more."""
        self._ending.set()
        self._wake.set()
        self.join()

    def _hear(self, message: wire.Message) -> None:
        if message.get("kind") == "mail":
            self._heard.put(message.get("organisation", ""))
        self._wake.set()

    # --- leases --------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Say that we are still there, whatever else takes long; give up what another has taken meanwhile."""
        while not self._ending.wait(RENEW_SECONDS):
            with _surviving("the leases"):
                followed = {_work(*key): it for key, it in list(self._syncs.items()) if it.is_alive()}
                tried = {_run(*key): organisation for key, organisation in list(self._running.items())}
                held = {work: it.organisation.pk for work, it in followed.items()} | tried
                for work in held.keys() - leasing.take(self._holder, held):
                    if work in followed:
                        followed[work].end()

    def _leased(self, organisation: Organisation, accounts: set[int], attempts: Sequence[int]) -> set[int]:
        """Those of a company's accounts that are ours to follow. Nobody keeps what is not to be done any more."""
        slug = organisation.slug
        ours = {key[1] for key, it in list(self._syncs.items()) if key[0] == slug and it.is_alive()}
        wanted = {_work(slug, account): account for account in accounts - ours}
        mine = leasing.take(self._holder, dict.fromkeys(wanted, organisation.pk))
        todo = [*(_work(slug, one) for one in accounts | ours), *(_run(slug, one) for one in attempts)]
        leasing.forget_all_but(todo, organisation_id=organisation.pk)
        return {wanted[work] for work in mine} | (accounts & ours)

    # --- where to look -------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        organisations = list(working_organisations())
        self._end_those_not_of({organisation.slug for organisation in organisations})
        for organisation in organisations:
            self._look_at(organisation, called=False)
            with _surviving(organisation.slug), organisation.active():
                stale_attempts().delete()
                link_lines()
                blobs.tidy()
                end_employments(organisation, today=today_at(organisation))

    def _answer_calls(self) -> None:
        called = {call.organisation_id for call in take_nudges() if call.kind == "mail"}
        heard = {self._heard.get() for _ in range(self._heard.qsize())}
        ended = {self._again.get() for _ in range(self._again.qsize())}
        wanted = Q(pk__in=called | ended | leasing.companies_with_free_work()) | Q(slug__in=heard)
        for organisation in working_organisations().filter(wanted):
            self._look_at(organisation, called=organisation.pk in called or organisation.slug in heard)

    def _look_at(self, organisation: Organisation, *, called: bool) -> None:
        with _surviving(organisation.slug):
            with organisation.active():
                wanted = set(MailAccount.objects.filter(stopped=False).values_list("pk", flat=True))
                attempts = pending_attempts()
            self._follow_accounts(organisation, self._leased(organisation, wanted, attempts), called=called)
            for attempt in attempts:
                self._begin_attempt(organisation, attempt)

    # --- accounts ------------------------------------------------------------------------------------------------

    def _follow_accounts(self, organisation: Organisation, wanted: set[int], *, called: bool) -> None:
        for account in wanted:
            self._follow_account(organisation, account, called=called)
        for key, sync in self._syncs.items():
            if key[0] == organisation.slug and key[1] not in wanted:
                sync.end()

    def _follow_account(self, organisation: Organisation, account: int, *, called: bool) -> None:
        key = (organisation.slug, account)
        sync = self._syncs.get(key)
        if sync is None or not sync.is_alive():
            self._syncs[key] = AccountSync(organisation, account)
            self._syncs[key].start()
        elif sync.ending:
            # Two threads would each write the cursor over the other's: the next one begins when this one is gone.
            self._again.put(organisation.pk)
        elif called:
            sync.look_again()

    def _end_those_not_of(self, slugs: set[str]) -> None:
        """Accounts of companies that were paused or deleted, or that an update is busy with."""
        for key, sync in list(self._syncs.items()):
            if key[0] not in slugs:
                sync.end()
            if not sync.is_alive():
                del self._syncs[key]

    # --- runs of the wizard --------------------------------------------------------------------------------------

    def _begin_attempt(self, organisation: Organisation, attempt: int) -> None:
        key = (organisation.slug, attempt)
        if key in self._running or not leasing.take(self._holder, {_run(*key): organisation.pk}):
            return
        self._running[key] = organisation.pk
        self._attempts.submit(self._attempt, organisation, attempt).add_done_callback(_log_failure)

    def _attempt(self, organisation: Organisation, attempt: int) -> None:
        ran = False
        try:
            with _surviving(organisation.slug):
                run_attempt(organisation, attempt)
                ran = True
        finally:
            self._running.pop((organisation.slug, attempt), None)
            leasing.release(self._holder, [_run(organisation.slug, attempt)])
        if ran:
            # What was submitted meanwhile has not been looked at yet; what failed here waits for the next sweep.
            self._again.put(organisation.pk)
            self._wake.set()

    def _see_off(self) -> None:
        for sync in self._syncs.values():
            sync.end()
        until = time.monotonic() + LAST_SECONDS
        for sync in self._syncs.values():
            sync.join(max(0.0, until - time.monotonic()))
        self._attempts.shutdown(wait=False, cancel_futures=True)


def _work(slug: str, account: int) -> str:
    return f"mail {slug} {account}"


def _run(slug: str, attempt: int) -> str:
    return f"attempt {slug} {attempt}"


def _log_failure(attempt: Future[None]) -> None:
    """A mistake of ours in a run of the wizard would be seen by nobody."""
    if not attempt.cancelled() and (error := attempt.exception()) is not None:
        log.error("a run of the wizard", exc_info=error)


@contextmanager
def _surviving(what: str) -> Iterator[None]:
    """A database that is locked, full, damaged or being updated is for a later sweep."""
    try:
        yield
    except (DatabaseError, OSError, Unavailable):
        log.exception("mail of %s", what)
