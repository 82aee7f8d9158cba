"""The worker's mail: every account of every company has one thread, and each run of the wizard is worked on.

Nudges only say where to look; a sweep at the start and every few minutes finds what a lost one left.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from spindle.journal.chain import link_lines
from spindle.mail.attempts import pending_attempts, run_attempt
from spindle.mail.models import MailAccount
from spindle.mail.queries import stale_attempts
from spindle.mail.sync.account_sync import AccountSync
from spindle.organisations import wire
from spindle.organisations.actions import take_nudges
from spindle.organisations.models import Organisation
from spindle.organisations.queries import working_organisations

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
SWEEP_SECONDS = 300.0
ATTEMPTS_AT_ONCE = 4


class MailWorker:
    """Runs until `stop` is set. One a data folder."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._wake = threading.Event()
        self._syncs: dict[tuple[str, int], AccountSync] = {}
        self._attempts = ThreadPoolExecutor(ATTEMPTS_AT_ONCE, thread_name_prefix="attempt")
        self._running: set[tuple[str, int]] = set()

    def run(self) -> None:
        """Work until told to stop, then let every account finish its transaction."""
        with wire.Listener("worker", lambda _message: self._wake.set()):
            waited = SWEEP_SECONDS
            while not self.stop.is_set():
                if waited >= SWEEP_SECONDS:
                    self._sweep()
                    waited = 0.0
                self._take_nudges()
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
                waited += POLL_SECONDS
        self._end()

    def wake(self) -> None:
        """Look again now (from a signal handler or another thread)."""
        self._wake.set()

    def _sweep(self) -> None:
        for organisation in working_organisations():
            self._look_at(organisation)
            with organisation.active():
                link_lines()
                stale_attempts().delete()

    def _take_nudges(self) -> None:
        ids = {call.organisation_id for call in take_nudges() if call.kind == "mail"}
        for organisation in working_organisations().filter(pk__in=ids):
            self._look_at(organisation)

    def _look_at(self, organisation: Organisation) -> None:
        with organisation.active():
            wanted = set(MailAccount.objects.filter(stopped=False).values_list("pk", flat=True))
            attempts = pending_attempts()
        self._follow_accounts(organisation, wanted)
        for attempt in attempts:
            self._begin_attempt(organisation, attempt)

    def _follow_accounts(self, organisation: Organisation, wanted: set[int]) -> None:
        for account in wanted:
            key = (organisation.slug, account)
            if key in self._syncs and self._syncs[key].is_alive():
                self._syncs[key].look_again()
            else:
                self._syncs[key] = AccountSync(organisation, account)
                self._syncs[key].start()
        for slug, account in [
            key for key in self._syncs if key[0] == organisation.slug and key[1] not in wanted
        ]:
            self._syncs.pop((slug, account)).end()

    def _begin_attempt(self, organisation: Organisation, attempt: int) -> None:
        key = (organisation.slug, attempt)
        if key in self._running:
            return
        self._running.add(key)
        self._attempts.submit(self._attempt, organisation, attempt)

    def _attempt(self, organisation: Organisation, attempt: int) -> None:
        try:
            run_attempt(organisation, attempt)
        finally:
            self._running.discard((organisation.slug, attempt))
            self._wake.set()

    def _end(self) -> None:
        syncs = list(self._syncs.values())
        for sync in syncs:
            sync.end()
        for sync in syncs:
            sync.join(timeout=10)
        self._attempts.shutdown(wait=False, cancel_futures=True)
