"""The worker's part: reads the files of what has come in, one company after the other, beside the mail and never before it."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError

from spindle.archive.files.texts import Pending, pending, read_files
from spindle.organisations import leasing
from spindle.organisations.models import Organisation, Unavailable
from spindle.organisations.queries import working_organisations

log = logging.getLogger(__name__)

# So long after mail came its files are looked at, at the latest.
LOOK_SECONDS = 30.0


class FileWorker(threading.Thread):
    """Runs until `end`. Any number of them share an installation: a company's files are one worker's at a time."""

    def __init__(self) -> None:
        super().__init__(name="files", daemon=True)
        self._ending = threading.Event()
        # Up to which attachment each company's were looked at, since this process began.
        self._looked_to: dict[str, int] = {}

    def end(self) -> None:
        """Finish the file that is being read, and no more."""
        self._ending.set()
        self.join()

    def run(self) -> None:
        """Turns as long as there is work, then a look every half minute."""
        with leasing.holder() as name:
            while not self._ending.is_set():
                if not sum(self._turn(name, organisation) for organisation in self._companies()):
                    self._ending.wait(LOOK_SECONDS)

    def _companies(self) -> list[Organisation]:
        try:
            return list(working_organisations())
        except DatabaseError:
            log.exception("the control database")
            return []

    def _turn(self, name: str, organisation: Organisation) -> bool:
        """Whether this company has more to read. What is wrong with one keeps no other waiting."""
        if self._ending.is_set():
            return False
        try:
            with organisation.active():
                return self._read(name, organisation)
        except (DatabaseError, OSError, Unavailable):
            log.exception("files of %s", organisation.slug)
            return False

    def _read(self, name: str, organisation: Organisation) -> bool:
        found = pending(self._looked_to.get(organisation.slug, 0))
        if found.entries and not self._read_all(name, organisation, found):
            return False
        self._looked_to[organisation.slug] = found.looked_to
        return found.more

    def _read_all(self, name: str, organisation: Organisation, found: Pending) -> bool:
        """Whether all of them were read; not when another worker is busy with this company."""
        work = f"files:{organisation.slug}"
        for entry_id in found.entries:
            if not leasing.take(name, {work: organisation.pk}):
                return False
            if not read_files(entry_id, going_on=lambda: not self._ending.is_set()):
                return False
        leasing.release(name, [work])
        return True
