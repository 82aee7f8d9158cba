"""Companies as a whole on SQLCipher: each is one file, copied by the backup API in milliseconds. See `companies.Companies`."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from spindle.organisations import keys
from spindle.organisations.active import Handle
from spindle.organisations.backends.opening import MAIN, Connection, copy_database, dbapi
from spindle.organisations.backends.sqlcipher.base import main_key, open_main, pool
from spindle.organisations.engine import Engine
from spindle.organisations.turnstile import Turnstile


def template(data: Path, fingerprint: str) -> Handle:
    """In SPINDLE_DATA/template/<fingerprint>/."""
    return Handle("template", data / "template" / fingerprint, keys.derive("template"), Engine.SQLCIPHER)


def exists(handle: Handle) -> bool:
    """Whether main.db is there."""
    return handle.main.exists()


def make_template(template: Handle, migrate: Callable[[Handle], None]) -> None:
    """Under another name first."""
    shutil.rmtree(template.folder.parent, ignore_errors=True)
    draft = Handle(template.slug, template.folder.with_suffix(".new"), template.key)
    make_empty(draft)
    migrate(draft)
    pool.forget(draft)
    draft.folder.replace(template.folder)


def make(handle: Handle, template: Handle) -> None:
    """Copies the open template into a file with its own key."""
    if exists(handle):
        raise FileExistsError(handle.main)
    _copy(template, handle.main, handle)


def make_empty(handle: Handle) -> None:
    """A file without tables."""
    handle.folder.mkdir(parents=True, exist_ok=True)
    open_main(handle, create=True).close()


def remove(handle: Handle) -> None:
    """Takes main.db and its log away."""
    pool.forget(handle)
    for path in handle.folder.glob("main.*"):
        path.unlink(missing_ok=True)


def forget(handle: Handle) -> None:
    """Closes what rests in the pool; the last one to close empties the log."""
    pool.forget(handle)


def snapshot_file(handle: Handle) -> Path:
    """The copy of main.db from before the last migration, under the same key."""
    return handle.folder / "main.before.db"


def take_snapshot(handle: Handle) -> None:
    """A copy beside main.db. After a migration that failed half-way, the copy from before it is the one to keep."""
    target = snapshot_file(handle)
    if target.exists():
        return
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    if not _copied_as_it_lies(handle, draft):
        draft.unlink(missing_ok=True)
        _copy(handle, draft, handle)
    draft.replace(target)


def _copied_as_it_lies(handle: Handle, target: Path) -> bool:
    """Copies the file itself, which needs no key and takes a tenth of the time; False while somebody reads in its log."""
    raw = open_main(handle)
    try:
        # Within the turn nobody writes, so that an emptied log stays empty.
        with Turnstile(handle.main):
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
            if busy:
                return False
            shutil.copyfile(handle.main, target)
    finally:
        raw.close()
    with target.open("rb") as copy:
        os.fsync(copy.fileno())
    return True


def drop_snapshot(handle: Handle) -> None:
    """Deletes the copy."""
    snapshot_file(handle).unlink(missing_ok=True)


def copy_rows(handle: Handle, target: Handle, template: Callable[[], Handle]) -> None:
    """Page by page."""
    _copy(handle, target.main, target)


def _copy(source: Handle, target: Path, owner: Handle) -> None:
    raw = open_main(source)
    try:
        copy_database(raw, target, main_key(owner), MAIN)
    finally:
        raw.close()


def damage(handle: Handle) -> list[str]:
    """Every page by its checksum, every table against its indexes."""
    try:
        raw = open_main(handle)
    except dbapi.DatabaseError as error:
        return [f"it cannot be opened: {error}"]
    try:
        if not damage_in(raw):
            return []
        # A page that was being written while it was read looks damaged: within the turn nobody writes.
        with Turnstile(handle.main):
            return damage_in(raw)
    finally:
        raw.close()


def damage_in(raw: Connection) -> list[str]:
    """The same of any open file."""
    try:
        pages = [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check").fetchall()]
        tables = [str(row[0]) for row in raw.execute("PRAGMA integrity_check").fetchall()]
    except dbapi.DatabaseError as error:
        return [f"it cannot be read: {error}"]
    return pages + [line for line in tables if line != "ok"]


def faults() -> tuple[type[Exception], ...]:
    """No database, another key, a damaged page."""
    return (dbapi.Error,)


def top_up(template: Handle) -> None:
    """A copy takes 6 ms."""
