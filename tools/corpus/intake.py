"""Hands the messages over, waits for each in the archive, and tells what became of it. Imported once Django is set up."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.test import Client

from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.mail.models import Location, Quarantine
from tools.corpus.company import Company
from tools.corpus.files import refusal
from tools.corpus.installation import Worker
from tools.corpus.outcome import Kind, Outcome
from tools.corpus.pages import fault_in_pages
from tools.corpus.server import Deliverer, Reader, Refused

# So many are on their way at a time, so that a file's time is its own and not that of the queue before it.
AT_ONCE = 20
_LOOK_EVERY = 0.02
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that the server has taken."""

    file: str
    at: float


@dataclass(slots=True)
class Intake:
    """One run, into an account that is being watched. `tell` is called with each outcome as it is known."""

    company: Company
    worker: Worker
    browser: Client
    deliverer: Deliverer
    reader: Reader
    tell: Callable[[Outcome], None]
    # Seconds in which nothing arrives before what is on its way counts as lost.
    patience: float
    _waiting: dict[int, Sent] = field(default_factory=dict)
    _first: dict[int, str] = field(default_factory=dict)
    _moved: float = 0.0

    def take(self, files: Iterable[Path]) -> None:
        """All files, any number of them."""
        self._moved = time.monotonic()
        for path in files:
            self._send(path)
            while len(self._waiting) >= AT_ONCE:
                self._wait()
        while self._waiting:
            self._wait()

    def _send(self, path: Path) -> None:
        began = time.monotonic()
        reason = refusal(path)
        if not reason:
            try:
                self._waiting[self.deliverer.deliver(path)] = Sent(str(path), began)
                self._moved = time.monotonic()
                return
            except (Refused, OSError) as error:
                reason = str(error)
        self.tell(Outcome(str(path), Kind.REFUSED, reason, seconds=time.monotonic() - began))

    def _wait(self) -> None:
        """Look once what has come to its end."""
        self.worker.look_after()
        settled = self._arrived() | self._given_up()
        for uid in settled:
            del self._waiting[uid]
        if settled:
            self._moved = time.monotonic()
        elif time.monotonic() - self._moved > self.patience:
            self._lose(list(self._waiting), f"nothing arrived for {self.patience:.0f} s")
            self._waiting.clear()
        else:
            time.sleep(_LOOK_EVERY)

    def _arrived(self) -> set[int]:
        with self.company.organisation.active():
            found = dict(
                Location.objects.filter(uid__in=list(self._waiting), folder__place="inbox").values_list(
                    "uid", "delivery__entry"
                )
            )
        now = time.monotonic()
        for uid, entry_id in sorted(found.items(), key=lambda pair: not self._is_stored(*pair)):
            self.tell(self._outcome(uid, entry_id, now - self._waiting[uid].at))
        return set(found)

    def _is_stored(self, uid: int, entry_id: int) -> bool:
        """Of copies that arrived together one is stored: that one is the entry, the others are of it."""
        with self.company.organisation.active():
            blob = Entry.objects.values_list("blob", flat=True).get(pk=entry_id)
            return _digest(blob) == self.reader.digest(uid)

    def _outcome(self, uid: int, entry_id: int, seconds: float) -> Outcome:
        file = self._waiting[uid].file
        with self.company.organisation.active():
            entry = Entry.objects.prefetch_related("attachments", "links__relation").get(pk=entry_id)
            stored, words = _digest(entry.blob), _words(entry)
            indexes = [one.index for one in entry.attachments.all()]
        reference = self.reader.digest(uid)
        first = self._first.setdefault(entry_id, file)
        if first != file:
            same = "" if stored == reference else ", but for headers of the way here or line ends"
            reason = f"the same message as {first}{same}"
            return Outcome(file, Kind.DUPLICATE, reason, stored, reference, seconds)
        kind, reason = Kind.ENTRY, words
        fault = fault_in_pages(self.browser, entry_id, indexes)
        if stored != reference:
            kind, reason = Kind.ALTERED, f"what is stored is not what the server has; {words}"
        elif fault:
            kind, reason = Kind.ERROR, f"{fault}; {words}"
        return Outcome(file, kind, reason, stored, reference, seconds)

    def _given_up(self) -> set[int]:
        """What is in quarantine."""
        with self.company.organisation.active():
            held = {row.uid: row.reason for row in Quarantine.objects.filter(uid__in=list(self._waiting))}
        for uid, reason in held.items():
            self.tell(Outcome(self._waiting[uid].file, Kind.ERROR, f"set aside: {reason}"))
        return set(held)

    def _lose(self, uids: list[int], reason: str) -> None:
        for uid in uids:
            sent = self._waiting[uid]
            self.tell(
                Outcome(
                    sent.file,
                    Kind.LOST,
                    reason,
                    reference=self.reader.digest(uid),
                    seconds=time.monotonic() - sent.at,
                )
            )


def _digest(blob: str) -> str:
    digest = sha256()
    with blobs.open_stream(blob) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _words(entry: Entry) -> str:
    relations = ", ".join(str(link.relation) for link in entry.links.all()) or "none yet"
    files = ", ".join(one.name for one in entry.attachments.all()) or "none"
    sender = f"{entry.sender_name} <{entry.sender_address}>".strip() if entry.sender_address else "nobody"
    unread = f"; it could not be read: {entry.parse_error}" if entry.parse_error else ""
    return f"'{entry.subject}' from {sender}; relation: {relations}; attachments: {files}{unread}"
