"""Makes companies in milliseconds: from a migrated template, by the engine's own way (`companies.Companies`).

The template goes by the fingerprint of the migrations and is remade when one changes.
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

from spindle.organisations import companies, control, crypto, migrating
from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.engine import Engine, installed_engine
from spindle.organisations.locks import InstallationLock
from spindle.organisations.router import ORGANISATION_APPS


def ensure_ready(report: migrating.Report = migrating.ignore) -> None:
    """Everything in the shape of this code: control database, template, every company. For each start.

    Several processes may call it at once; one works, the others wait. `report` hears how many companies were looked
    at, of how many. Raises `keys.KeyRefused`.
    """
    settings.SPINDLE_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with InstallationLock("start"):
        control.prepare()
        migrating.migrate_control()
        template = _ensure_template(installed_engine())
        migrating.migrate_companies(report)
        companies.of(installed_engine()).top_up(template)


def migrate_template(engine: Engine | None = None) -> Handle:
    """The migrated template of an engine (the installation's), made if it is missing or of other migrations."""
    settings.SPINDLE_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with InstallationLock("start"):
        return _ensure_template(engine or installed_engine())


def copy_template(handle: Handle) -> None:
    """Makes the folder and the rows of a new company. Raises `FileExistsError` if one is there already."""
    engine = companies.of(handle.engine)
    template = engine.template(settings.SPINDLE_DATA, _fingerprint())
    if not engine.exists(template):
        template = migrate_template(handle.engine)
    handle.folder.mkdir(parents=True)
    engine.make(handle, template)
    sync_folder(handle.folder)
    sync_folder(handle.folder.parent)


def prepare_for_more() -> None:
    """Makes the next companies quick to come. For the worker, now and then."""
    engine = companies.of(installed_engine())
    engine.top_up(engine.template(settings.SPINDLE_DATA, _fingerprint()))


@contextmanager
def scratch_company(folder: Path) -> Iterator[None]:
    """Makes an empty company of the moment active, without tables, for Django's own commands."""
    handle = Handle("scratch", folder, crypto.new_key())
    engine = companies.of(handle.engine)
    engine.make_empty(handle)
    with active(handle):
        yield
    engine.forget(handle)


def remove_company(handle: Handle) -> None:
    """Takes a company's rows and folder away."""
    companies.of(handle.engine).remove(handle)
    shutil.rmtree(handle.folder, ignore_errors=True)


def _ensure_template(engine: Engine) -> Handle:
    template = companies.of(engine).template(settings.SPINDLE_DATA, _fingerprint())
    if not companies.of(engine).exists(template):
        companies.of(engine).make_template(template, _migrate)
    return template


def _migrate(handle: Handle) -> None:
    with active(handle):
        migrating.migrate_active()
        connections[ALIAS].close()


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
