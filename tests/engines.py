"""Which engine the tests run on: SQLCipher, or with SPINDLE_TEST_DATABASE=postgresql a server of their own.

One server serves all processes of a run; each has a database of its own on it. A test of one engine alone is marked
`only_sqlcipher` or `only_postgresql`.
"""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connections

from spindle.config.databases import databases
from spindle.organisations import keys
from spindle.organisations.engine import Engine

if TYPE_CHECKING:
    from spindle.organisations.models import Organisation

ENGINE = Engine(os.environ.get("SPINDLE_TEST_DATABASE") or "sqlcipher")
on_postgresql = ENGINE is Engine.POSTGRESQL
only_sqlcipher = pytest.mark.skipif(on_postgresql, reason="about SQLCipher's files")
only_postgresql = pytest.mark.skipif(not on_postgresql, reason="about PostgreSQL's server")

_PORT = "SPINDLE_TEST_SERVER"
_databases: dict[Path, str] = {}


def begin() -> None:
    """Before anything connects: has a server (the first process starts it) and a database on it."""
    os.environ.pop("SPINDLE_DATABASE", None)
    if on_postgresql:
        _ensure_server()
        _use(_made(f"spindle_{os.getpid()}"))


@contextmanager
def another_installation(data: Path, *, like: Path | None = None) -> Iterator[None]:
    """For a block this process is of the installation in `data`, fresh or as `like` was left."""
    before = settings.SPINDLE_DATA, settings.SPINDLE_DATABASE
    if like is not None:
        shutil.copytree(like, data)
    _switch(data, _database_of(data, like=like))
    try:
        yield
    finally:
        _switch(*before)


def environment_of(data: Path) -> dict[str, str]:
    """What a process of the installation in `data` has in its environment."""
    address = settings.SPINDLE_DATABASE if data == settings.SPINDLE_DATA else _database_of(data)
    return {"SPINDLE_DATA": str(data), "SPINDLE_DATABASE": address}


def _switch(data: Path, address: str) -> None:
    connections["default"].close()
    settings.SPINDLE_DATA = data
    if on_postgresql:
        _use(address)
    keys.forget()


def _database_of(data: Path, *, like: Path | None = None) -> str:
    """An installation has a folder and, here, a database of its own, made at its first use."""
    if not on_postgresql:
        return ""
    if data not in _databases:
        name = f"spindle_{os.getpid()}_{len(_databases)}"
        _databases[data] = _made(name, like=_databases[like] if like is not None else None)
    return _databases[data]


def put_away(organisation: "Organisation") -> None:
    """Take a company away after the test that made it, the quick way of the engine."""
    from spindle.organisations.actions import delete_organisation

    if organisation.engine == Engine.POSTGRESQL:
        from tests.spares import put_back

        if put_back(organisation):
            return
    delete_organisation(organisation)


def _ensure_server() -> None:
    from tests.peers.postgresql import Server

    if _PORT not in os.environ:
        server = Server()
        atexit.register(server.stop)
        os.environ[_PORT] = str(server.port)


def _made(database: str, *, like: str | None = None) -> str:
    from tests.peers.postgresql import make_database, url

    port = int(os.environ[_PORT])
    make_database(port, database, like=like.rpartition("/")[2] if like else None)
    return url(port, database)


def _use(address: str) -> None:
    from spindle.organisations.backends.postgresql.server import pool

    connections.close_all()
    pool.clear()
    os.environ["SPINDLE_DATABASE"] = settings.SPINDLE_DATABASE = address
    settings.DATABASES = databases(server=True)
    connections.settings = connections.configure_settings(settings.DATABASES)
    for wrapper in connections.all(initialized_only=True):
        del connections[wrapper.alias]
