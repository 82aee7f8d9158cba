"""The worker's part of bulk work: a turn of each company's in rotation, so that no large one keeps the others waiting.

A datagram says where to look at once; a look at all companies at the start and every few minutes finds what a worker
that was killed has left, or a lost datagram.
"""

from __future__ import annotations

import logging
import threading
import time
from queue import SimpleQueue

from django.db import DatabaseError

from spindle.inbox.bulk import KIND, tidy, turn, waiting
from spindle.organisations import wire
from spindle.organisations.models import Organisation, Unavailable
from spindle.organisations.queries import working_organisations

log = logging.getLogger(__name__)

SWEEP_SECONDS = 120.0
# A turn that takes longer is followed by a shorter one, so that others do not wait for it to write.
LONG_SECONDS, SHORT_SECONDS = 0.05, 0.02
LEAST = 0.1
# What is wrong with a company's database is tried again after this.
AGAIN_SECONDS = 5.0


class BulkWorker(threading.Thread):
    """Runs until `end`. Any number of them share an installation."""

    def __init__(self) -> None:
        super().__init__(name="bulk", daemon=True)
        self._ending = threading.Event()
        self._wake = threading.Event()
        self._heard: SimpleQueue[str] = SimpleQueue()
        self._share = 1.0

    def end(self) -> None:
        """Finish the turn that is under way, and no more."""
        self._ending.set()
        self._wake.set()
        self.join()

    def run(self) -> None:
        """Take turns as long as there is work, then wait for a call."""
        with wire.Listener("worker", self._hear):
            todo: list[Organisation] = []
            due = 0.0
            while not self._ending.is_set():
                if time.monotonic() >= due:
                    todo = _all()
                    due = time.monotonic() + SWEEP_SECONDS
                todo += self._called(todo)
                todo = [
                    organisation
                    for organisation in todo
                    if not self._ending.is_set() and self._work(organisation)
                ]
                if not todo:
                    self._wake.wait(max(0.0, due - time.monotonic()))
                    self._wake.clear()

    def _work(self, organisation: Organisation) -> bool:
        """One turn of each of a company's; whether it has more. What is wrong with one company keeps no other waiting."""
        try:
            with organisation.active():
                more = [self._turn(bulk, organisation.time_zone) for bulk in waiting()]
                return any(more) or tidy()
        except (DatabaseError, OSError, Unavailable):
            log.exception("bulk work of %s", organisation.slug)
            return False

    def _turn(self, bulk: int, zone: str) -> bool:
        begun = time.monotonic()
        more = turn(bulk, zone=zone, share=self._share)
        took = time.monotonic() - begun
        if took > LONG_SECONDS:
            self._share = max(LEAST, self._share / 2)
        elif took < SHORT_SECONDS:
            self._share = min(1.0, self._share * 2)
        return more

    def _hear(self, message: wire.Message) -> None:
        if message.get("kind") == KIND:
            self._heard.put(message.get("organisation", ""))
            self._wake.set()

    def _called(self, known: list[Organisation]) -> list[Organisation]:
        slugs = {self._heard.get() for _ in range(self._heard.qsize())} - {one.slug for one in known}
        if not slugs:
            return []
        try:
            return list(working_organisations().filter(slug__in=slugs))
        except DatabaseError:
            log.exception("the control database")
            for slug in slugs:
                self._heard.put(slug)
            self._ending.wait(AGAIN_SECONDS)
            return []


def _all() -> list[Organisation]:
    try:
        return list(working_organisations())
    except DatabaseError:
        log.exception("the control database")
        return []
