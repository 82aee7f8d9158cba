"""Taking a back-up while the company is in use: the rows under one view first, then the blobs that they name."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.timezone import now

from spindle import __version__
from spindle.archive.blobs import copies
from spindle.config.backup.container import IDENTITIES, MANIFEST, Writer
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.head import Head, read_head
from spindle.config.backup.identities import people_of
from spindle.config.backup.manifest import Manifest
from spindle.organisations import recovery
from spindle.organisations.active import Handle, active
from spindle.organisations.copies import ROWS, active_migrations, copy_rows, opened_aside
from spindle.organisations.creation import sync_folder
from spindle.organisations.engine import Engine
from spindle.organisations.migrating import known_migrations
from spindle.organisations.models import Organisation

SUFFIX = ".spindle-backup"


@dataclass(frozen=True, slots=True)
class Taken:
    """A back-up that is on the disk; `size` in bytes."""

    path: Path
    size: int
    parts: int


def back_up(organisation: Organisation, target: Path) -> Taken:
    """Write a back-up to `target`, or into it under a name with the date if it is a folder.

    It gets its name only when it is whole and on the disk. For a while a copy of main.db, or of one file of blobs,
    stands beside it. Raises `BackupRefused` and OSError.
    """
    if target.is_dir():
        target = target / f"{organisation.slug}-{now():%Y-%m-%d-%H%M%S}{SUFFIX}"
    _refuse_to_overwrite(target, organisation)
    _refuse_behind(organisation)
    draft = target.with_name(f".{target.name}.new")
    try:
        parts = _write(organisation, draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return Taken(target, target.stat().st_size, parts)


def _refuse_to_overwrite(target: Path, organisation: Organisation) -> None:
    """An older back-up of the same company may make room; nothing else does."""
    if not target.exists():
        return
    with suppress(BackupRefused), target.open("rb") as file:
        if read_head(file).slug == organisation.slug:
            return
    raise BackupRefused(
        f"{target} exists and is no back-up of this company. Choose another name, or take it away."
    )


def _refuse_behind(organisation: Organisation) -> None:
    """Rows of a server are written into a file of this code's shape, so they must be of that shape too."""
    handle = organisation.unchecked_handle()
    if handle.engine is Engine.SQLCIPHER:
        return
    with active(handle):
        if active_migrations() != known_migrations():
            raise BackupRefused(
                f"{organisation.name} must be brought up to date first: run `spindle org migrate`."
            )


def _write(organisation: Organisation, draft: Path) -> int:
    handle = organisation.unchecked_handle()
    head = Head(__version__, handle.slug, bytes(organisation.wrapped_key), recovery.ensure_code())
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # What is copied on the way is encrypted under the company's key as well.
    with (
        os.fdopen(descriptor, "wb") as file,
        TemporaryDirectory(dir=draft.parent, prefix=".spindle-backup-") as scratch,
    ):
        file.write(head.to_line())
        writer = Writer(file, handle.key)
        _add_all(writer, organisation, handle, head, Path(scratch))
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return len(writer.parts)


def _add_all(writer: Writer, organisation: Organisation, handle: Handle, head: Head, scratch: Path) -> None:
    rows = copy_rows(handle, scratch)
    writer.add_text(MANIFEST, _manifest(organisation, head, scratch, handle).to_json())
    writer.add_text(IDENTITIES, people_of(organisation))
    writer.add_file(ROWS, rows)
    rows.unlink()
    for copy in copies(handle, scratch):
        # What was deleted since is not missed: the rows say so once they are asked.
        with suppress(FileNotFoundError):
            writer.add_file(copy.name, copy.path)


def _manifest(organisation: Organisation, head: Head, scratch: Path, handle: Handle) -> Manifest:
    with opened_aside(Handle(handle.slug, scratch, handle.key)):
        migrations = tuple(sorted(active_migrations()))
    return Manifest(
        head=head.digest(),
        version=head.version,
        slug=organisation.slug,
        name=organisation.name,
        language=organisation.language,
        time_zone=organisation.time_zone,
        edition=organisation.edition,
        created_at=organisation.created_at.isoformat(),
        taken_at=now().isoformat(),
        migrations=migrations,
    )
