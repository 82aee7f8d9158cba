"""The text of files for the search: read in a child process, kept and indexed with what became of each file.

Every step can be killed and done again: what is read stands in a row, and an entry's files are indexed as a whole.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from spindle.archive.files.confined import Limits, Stopped, run
from spindle.archive.files.kinds import reader_of
from spindle.archive.files.refusals import Refusal
from spindle.archive.models import Attachment, Entry, FileReading, Outcome
from spindle.archive.search import index_files
from spindle.channels import registry
from spindle.channels.contract import FileGone

# Raise it when the readers find more: all files are then read again, the newest last.
VERSION = 1
LARGEST = 50_000_000
FILES_OF_AN_ENTRY = 50
# For all files of one entry together; the rest of them is too much.
ENTRY_SECONDS = 60.0
_LOOKED_AT = 500
# Ids given out by others whose transactions end after later ones did.
_MARGIN = 200
_LIMITS = Limits(seconds=20, memory=800_000_000, output=5_000_000)
_OUTCOMES = {
    Refusal.LOCKED: Outcome.LOCKED,
    Refusal.DAMAGED: Outcome.DAMAGED,
    Refusal.SLOW: Outcome.SLOW,
    Refusal.LARGE: Outcome.LARGE,
}


@dataclass(frozen=True, slots=True)
class Pending:
    """Entries with files that are not read yet, and up to which attachment was looked; `more`: there may be others."""

    entries: tuple[int, ...]
    looked_to: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Read:
    outcome: Outcome
    text: str = ""


def pending(after: int, *, most: int = 20) -> Pending:
    """What is to be read among the attachments that came after `after` (an id); at most `most` entries. One query."""
    rows = list(
        Attachment.objects.filter(pk__gt=max(0, after - _MARGIN))
        .filter(Q(reading=None) | Q(reading__version__lt=VERSION))
        .order_by("pk")[:_LOOKED_AT]
    )
    entries = tuple(dict.fromkeys(row.entry_id for row in rows if reader_of(row)))
    if len(entries) > most:
        return Pending(entries[:most], after, more=True)
    looked_to = max(after, rows[-1].pk) if rows else after
    return Pending(entries, looked_to, more=len(rows) == _LOOKED_AT)


def read_files(entry_id: int, *, going_on: Callable[[], bool]) -> bool:
    """Read all files of an entry, keep and index what is in them; whether it got to the end.

    `going_on` is asked before each file; what is read of an unfinished entry is read again another time.
    """
    files = Attachment.objects.filter(entry=entry_id).select_related("entry").order_by("index")
    read: list[tuple[Attachment, _Read]] = []
    until = time.monotonic() + ENTRY_SECONDS
    for file in [one for one in files if reader_of(one)]:
        if not going_on():
            return False
        if len(read) >= FILES_OF_AN_ENTRY or time.monotonic() > until:
            read.append((file, _Read(Outcome.SLOW)))
        else:
            read.append((file, _text_of(file)))
    if read:
        _keep(entry_id, read)
    return True


def _text_of(file: Attachment) -> _Read:
    if file.size > LARGEST:
        return _Read(Outcome.LARGE)
    try:
        text = run(reader_of(file), _bytes(file), limits=_LIMITS).decode("utf-8", "replace")
    except FileGone:
        return _Read(Outcome.GONE)
    except Stopped as error:
        return _Read(_OUTCOMES.get(error.refusal, Outcome.DAMAGED))
    return _Read(Outcome.READ, text) if text.strip() else _Read(Outcome.EMPTY)


def _bytes(file: Attachment) -> Iterable[bytes]:
    return registry.get(file.entry.channel).file(file.entry, file.index)


def _keep(entry_id: int, read: Sequence[tuple[Attachment, _Read]]) -> None:
    texts = [one.text for _file, one in read if one.text]
    with transaction.atomic(using="organisation", durable=True):
        if not Entry.objects.filter(pk=entry_id).exists():
            return
        FileReading.objects.bulk_create(
            [
                FileReading(attachment_id=file.pk, version=VERSION, outcome=one.outcome, at=now())
                for file, one in read
            ],
            update_conflicts=True,
            unique_fields=["attachment"],
            update_fields=["version", "outcome", "at"],
        )
        if texts or hasattr(read[0][0].entry, "file_text"):
            index_files({entry_id: texts})
