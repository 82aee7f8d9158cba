"""Which engine the tests run on: SQLCipher, or with SPINDLE_TEST_DATABASE=postgresql a server of their own.

One server serves all processes of a run; each has a database of its own on it. A test of one engine alone is marked
`only_sqlcipher` or `only_postgresql`.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connections

from spindle.config.databases import databases
from spindle.organisations.engine import Engine

if TYPE_CHECKING:
    from spindle.organisations.models import Organisation

ENGINE = Engine(os.environ.get("SPINDLE_TEST_DATABASE") or "sqlcipher")
on_postgresql = ENGINE is Engine.POSTGRESQL
only_sqlcipher = pytest.mark.skipif(on_postgresql, reason="about SQLCipher's files")
only_postgresql = pytest.mark.skipif(not on_postgresql, reason="about PostgreSQL's server")

_PORT = "SPINDLE_TEST_SERVER"


def begin() -> None:
    """Before anything connects: has a server (the first process starts it) and a database on it."""
    os.environ.pop("SPINDLE_DATABASE", None)
    if on_postgresql:
        _ensure_server()
        _use(_made(f"spindle_{os.getpid()}"))


@contextmanager
def another_database() -> Iterator[None]:
    """An installation beside the tests' own needs another folder, which the caller makes, and here another database."""
    if not on_postgresql:
        yield
        return
    before = settings.SPINDLE_DATABASE
    _use(_made(f"spindle_{os.getpid()}_{os.urandom(4).hex()}"))
    try:
        yield
    finally:
        _use(before)


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


def _made(database: str) -> str:
    from tests.peers.postgresql import make_database, url

    port = int(os.environ[_PORT])
    make_database(port, database)
    return url(port, database)


def _use(address: str) -> None:
    from spindle.organisations.backends.postgresql.server import pool

    connections.close_all()
    pool.clear()
    os.environ["SPINDLE_DATABASE"] = settings.SPINDLE_DATABASE = address
    settings.DATABASES = databases(server=True)
    connections.settings = connections.configure_settings(settings.DATABASES)
    for alias in connections.settings:
        if hasattr(connections._connections, alias):
            del connections[alias]
