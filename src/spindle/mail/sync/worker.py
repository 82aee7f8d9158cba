"""The worker's mail: every account of every company has one thread, and each run of the wizard is worked on.

Nudges only say where to look; a sweep at the start and every few minutes finds what a lost one left. What is wrong
with one company, or with the control database for a moment, keeps no other from its mail.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

from django.db import DatabaseError

from spindle.journal.chain import link_lines
from spindle.mail.attempts import pending_attempts, run_attempt
from spindle.mail.models import MailAccount
from spindle.mail.queries import stale_attempts
from spindle.mail.sync.account_sync import AccountSync
from spindle.organisations import wire
from spindle.organisations.actions import take_nudges
from spindle.organisations.models import Organisation, Unavailable
from spindle.organisations.queries import working_organisations

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
SWEEP_SECONDS = 300.0
ATTEMPTS_AT_ONCE = 4
# How long all accounts together may take for their last transactions.
LAST_SECONDS = 8.0


class MailWorker:
    """Runs until `stop` is set. One a data folder."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._wake = threading.Event()
        self._syncs: dict[tuple[str, int], AccountSync] = {}
        self._attempts = ThreadPoolExecutor(ATTEMPTS_AT_ONCE, thread_name_prefix="attempt")
        self._running: set[tuple[str, int]] = set()
        # Companies to look at again, by the keys of the control database: a thread of theirs has ended.
        self._again: SimpleQueue[int] = SimpleQueue()

    def run(self) -> None:
        """Work until told to stop, then let every account finish its transaction."""
        with wire.Listener("worker", lambda _message: self._wake.set()):
            due = 0.0
            while not self.stop.is_set():
                with _surviving("the control database"):
                    if time.monotonic() >= due:
                        self._sweep()
                        due = time.monotonic() + SWEEP_SECONDS
                    self._answer_calls()
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
        self._end()

    def wake(self) -> None:
        """Look again now (from a signal handler or another thread)."""
        self._wake.set()

    # --- where to look -------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        organisations = list(working_organisations())
        self._end_those_not_of({organisation.slug for organisation in organisations})
        for organisation in organisations:
            self._look_at(organisation, called=False)
            with _surviving(organisation.slug), organisation.active():
                stale_attempts().delete()
                link_lines()

    def _answer_calls(self) -> None:
        called = {call.organisation_id for call in take_nudges() if call.kind == "mail"}
        ended = {self._again.get() for _ in range(self._again.qsize())}
        for organisation in working_organisations().filter(pk__in=called | ended):
            self._look_at(organisation, called=organisation.pk in called)

    def _look_at(self, organisation: Organisation, *, called: bool) -> None:
        with _surviving(organisation.slug):
            with organisation.active():
                wanted = set(MailAccount.objects.filter(stopped=False).values_list("pk", flat=True))
                attempts = pending_attempts()
            self._follow_accounts(organisation, wanted, called=called)
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
        if key in self._running:
            return
        self._running.add(key)
        self._attempts.submit(self._attempt, organisation, attempt).add_done_callback(_log_failure)

    def _attempt(self, organisation: Organisation, attempt: int) -> None:
        ran = False
        try:
            with _surviving(organisation.slug):
                run_attempt(organisation, attempt)
                ran = True
        finally:
            self._running.discard((organisation.slug, attempt))
        if ran:
            # What was submitted meanwhile has not been looked at yet; what failed here waits for the next sweep.
            self._again.put(organisation.pk)
            self._wake.set()

    def _end(self) -> None:
        for sync in self._syncs.values():
            sync.end()
        until = time.monotonic() + LAST_SECONDS
        for sync in self._syncs.values():
            sync.join(max(0.0, until - time.monotonic()))
        self._attempts.shutdown(wait=False, cancel_futures=True)


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
