"""Reading a back-up into a folder: every part checked, nothing written outside of it, brought to the shape of this code."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from spindle.archive.blobs import is_copy
from spindle.config.backup.container import CONTENTS, IDENTITIES, MANIFEST, Part, Reader, pieces
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.head import Head, read_head
from spindle.config.backup.identities import Person, read_people
from spindle.config.backup.manifest import Manifest, read_manifest
from spindle.organisations.active import Handle
from spindle.organisations.copies import ROWS, opened_aside
from spindle.organisations.creation import sync_folder
from spindle.organisations.migrating import known_migrations, migrate_active

# Text parts are read into memory; those of a real company are far smaller.
_LONGEST_TEXT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A back-up's content in a folder of its own, not yet a company of this installation."""

    handle: Handle
    manifest: Manifest
    people: list[Person]


@contextmanager
def head_of(file: Path) -> Iterator[tuple[Head, BinaryIO]]:
    """A back-up's head, and the file after it. Raises `BackupRefused`, also when there is no such file."""
    try:
        source = file.open("rb")
    except OSError as error:
        raise BackupRefused(f"{file} cannot be read: {error.strerror}.") from error
    with source:
        yield read_head(source), source


def unpack(file: Path, folder: Path, *, code: str | None, slug: str | None = None) -> Unpacked:
    """All of a back-up, checked, in `folder` (which is made), to be used under `slug` (else under its own).

    Data of an older version is brought up to date. Raises `BackupRefused`, `recovery.CodeRefused`; then the folder is gone.
    """
    with head_of(file) as (head, source):
        handle = Handle(slug or head.slug, folder, head.data_key(code))
        folder.mkdir(mode=0o700, parents=True)
        try:
            with Reader(source, handle.key) as reader:
                manifest, people = _read_parts(reader, head, folder)
            _bring_up(handle, manifest)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return Unpacked(handle, manifest, people)


def _read_parts(reader: Reader, head: Head, folder: Path) -> tuple[Manifest, list[Person]]:
    texts: dict[str, str] = {}
    for name, content in reader:
        with reader.refusing():
            if name in {MANIFEST, IDENTITIES, CONTENTS}:
                texts[name] = _text(name, content)
            else:
                _write(name, content, folder)
        if name == MANIFEST:
            _check_manifest(_parsed(texts[MANIFEST]), head)
    if MANIFEST not in texts or IDENTITIES not in texts:
        raise BackupRefused("This back-up is not whole. Take another copy of it; nothing was restored.")
    _check_contents(texts.get(CONTENTS, "[]"), reader.parts)
    return _parsed(texts[MANIFEST]), read_people(texts[IDENTITIES])


def _parsed(text: str) -> Manifest:
    try:
        return read_manifest(text)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{MANIFEST} of this back-up cannot be read.") from error


def _check_manifest(manifest: Manifest, head: Head) -> None:
    if manifest.head != head.digest() or manifest.slug != head.slug:
        raise BackupRefused("The beginning of this back-up belongs to another one.")
    newer = set(manifest.migrations) - known_migrations()
    if newer:
        raise BackupRefused(
            f"This back-up was taken with a newer version of Spindle ({manifest.version}). Update Spindle first."
        )


def _check_contents(text: str, parts: list[Part]) -> None:
    listed = [Part(told["name"], told["size"], told["sha256"]) for told in json.loads(text)]
    found = {part.name: part for part in parts if part.name != CONTENTS}
    for part in listed:
        if found.pop(part.name, None) != part:
            raise BackupRefused(f"{part.name} of this back-up is damaged or missing; nothing was restored.")
    if found or not listed:
        raise BackupRefused("This back-up is not whole. Take another copy of it; nothing was restored.")


def _text(name: str, content: BinaryIO) -> str:
    text = content.read(_LONGEST_TEXT)
    if content.read(1):
        raise BackupRefused(f"{name} of this back-up is too long to be one.")
    return text.decode()


def _write(name: str, content: BinaryIO, folder: Path) -> None:
    if name != ROWS and not is_copy(name):
        raise BackupRefused(f"This back-up holds a part that this version of Spindle does not know: {name}.")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        for piece in pieces(content):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(target.parent)


def _bring_up(handle: Handle, manifest: Manifest) -> None:
    if set(manifest.migrations) != known_migrations():
        with opened_aside(handle):
            migrate_active()
