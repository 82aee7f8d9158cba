"""Makes a company's files in milliseconds: the backup API copies a migrated template into a file with its own key.

The template lies in SPINDLE_DATA/template/<fingerprint of the migrations>/ and is remade when a migration changes.
"""

import hashlib
import inspect
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from spindle.organisations import crypto, keys, migrating
from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.backends.opening import MAIN, copy_database
from spindle.organisations.backends.sqlcipher.base import main_key, open_main, pool
from spindle.organisations.router import ORGANISATION_APPS
from spindle.organisations.turnstile import FileLock


def ensure_ready() -> None:
    """Everything in the shape of this code: control database, template, every company. For each start.

    Several processes may call it at once; one works, the others wait. Raises `keys.KeyRefused`.
    """
    data = settings.SPINDLE_DATA
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(data / "start.lock"):
        migrating.migrate_control()
        _ensure_template(data)
        migrating.migrate_companies()


def migrate_template() -> Handle:
    """The migrated template, made if it is missing or of other migrations."""
    data = settings.SPINDLE_DATA
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(data / "start.lock"):
        return _ensure_template(data)


def copy_template(handle: Handle) -> None:
    """Makes the folder and main.db of a new company. Raises `FileExistsError` if the folder is there already."""
    template = _template(settings.SPINDLE_DATA)
    if not template.main.exists():
        template = migrate_template()
    handle.folder.mkdir(parents=True)
    source = open_main(template)
    try:
        copy_database(source, handle.main, main_key(handle), MAIN)
    finally:
        source.close()
    sync_folder(handle.folder)
    sync_folder(handle.folder.parent)


@contextmanager
def scratch_company(folder: Path) -> Iterator[None]:
    """Makes an empty company of the moment active, without tables, for Django's own commands."""
    handle = Handle("scratch", folder, crypto.new_key())
    open_main(handle, create=True).close()
    with active(handle):
        yield
    pool.forget(handle)


def remove_files(handle: Handle) -> None:
    """Takes a company's folder away."""
    pool.forget(handle)
    shutil.rmtree(handle.folder, ignore_errors=True)


def _ensure_template(data: Path) -> Handle:
    template = _template(data)
    if template.main.exists():
        return template
    shutil.rmtree(data / "template", ignore_errors=True)
    draft = Handle(template.slug, template.folder.with_suffix(".new"), template.key)
    draft.folder.mkdir(parents=True)
    open_main(draft, create=True).close()
    with active(draft):
        migrating.migrate_active()
        connections[ALIAS].close()
    pool.forget(draft)
    draft.folder.replace(template.folder)
    return template


def _template(data: Path) -> Handle:
    return Handle("template", data / "template" / _fingerprint(), keys.derive("template"))


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    loader = MigrationLoader(None)
    digest = hashlib.sha256()
    for node in sorted(loader.graph.nodes):
        if node[0] in ORGANISATION_APPS:
            module = sys.modules[type(loader.disk_migrations[node]).__module__]
            digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()[:16]


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder survive a power cut."""
    if os.name == "nt":  # a folder cannot be synced there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
