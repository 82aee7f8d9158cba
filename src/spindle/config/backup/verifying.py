"""Whether a company is whole: its database, every blob, the entries that need them, and the journal's chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.config.backup.unpacking import unpack
from spindle.journal.chain import broken_lines
from spindle.journal.models import Line
from spindle.organisations.active import Handle
from spindle.organisations.copies import damage_of_rows, opened_aside

_NAMED = 10


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong: one sentence each. Orphans (blobs that no entry names) are no fault."""

    entries: int
    blobs: int
    orphans: int
    lines: int
    faults: tuple[str, ...]


def verify(handle: Handle) -> Verified:
    """Read all of a company, while it is in use."""
    damage = damage_of_rows(handle)
    if damage:
        return Verified(0, 0, 0, 0, tuple(_said("The database is damaged", damage)))
    with opened_aside(handle):
        # Before the blobs: what comes in meanwhile must not look as if its blob were missing.
        needed = _needed()
        stored = {bytes.fromhex(name) for name in blobs.names()}
        faults = [
            *_said("A file of blobs is damaged", list(blobs.damage_of_shelves(handle))),
            *_said("A blob is not what was stored", list(blobs.verify())),
            *_said("The message of an entry is missing", sorted(name.hex() for name in needed - stored)),
            *_said("The journal was altered at line", [str(line) for line in broken_lines()]),
        ]
        return Verified(
            Entry.objects.count(), len(stored), len(stored - needed), Line.objects.count(), tuple(faults)
        )


def verify_backup(file: Path, *, code: str | None) -> Verified:
    """The same of a back-up: it is unpacked beside the companies for a while. Raises `BackupRefused`."""
    settings.SPINDLE_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SPINDLE_DATA, prefix="verify-") as scratch:
        return verify(unpack(file, Path(scratch) / "company", code=code).handle)


def _needed() -> set[bytes]:
    """The blobs that entries name: 32 bytes each, so that a million entries take about 100 MB."""
    names = Entry.objects.exclude(blob="").values_list("blob", flat=True)
    return {bytes.fromhex(name) for name in names.iterator(chunk_size=2000)}


def _said(what: str, found: list[str]) -> Iterator[str]:
    for one in found[:_NAMED]:
        yield f"{what}: {one}."
    if len(found) > _NAMED:
        yield f"{what}: {len(found) - _NAMED} more."
