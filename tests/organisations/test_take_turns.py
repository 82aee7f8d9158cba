"""Writers of all processes take turns in the order in which they came; readers never wait."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import portalocker
import pytest
from django.db import connections, transaction

from spindle.organisations.backends.opening import MAIN, checkpoint, open_database
from spindle.organisations.crypto import new_key
from spindle.organisations.models import Organisation
from spindle.organisations.turnstile import Turnstile
from spindle.relations.models import RelationType
from tests.engines import only_sqlcipher

_BULK = """
import sys, django
django.setup()
from django.db import transaction
from django.db.models import F
from spindle.organisations.durability import fast_commits
from spindle.organisations.queries import organisation_by_slug
from spindle.relations.models import RelationType
with organisation_by_slug(sys.argv[1]).active(), fast_commits():
    counter = RelationType.objects.create(code="batches")
    print("ready", flush=True)
    while True:
        with transaction.atomic(using="organisation", durable=True):
            RelationType.objects.bulk_create([RelationType(name="row")] * 100)
            RelationType.objects.filter(code="batches").update(position=F("position") + 1)
"""


@contextmanager
def _bulk_writer(organisation: Organisation) -> Iterator[None]:
    """Another process that writes back to back, and counts its batches."""
    process = subprocess.Popen(
        [sys.executable, "-c", _BULK, organisation.slug], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def _batches() -> int:
    return RelationType.objects.get(code="batches").position


def _wait_until_locked(path: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with path.open("ab") as file:
                portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.exceptions.AlreadyLocked:
            return
    pytest.fail(f"nobody waits in {path.name}")


def test_who_waits_goes_before_who_just_had_the_turn(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    order: list[str] = []
    first = Turnstile(database)

    def second() -> None:
        with Turnstile(database):
            order.append("second")

    first.take()
    thread = threading.Thread(target=second, daemon=True)
    thread.start()
    _wait_until_locked(database.with_suffix(".queue"))
    first.release()
    with first:
        order.append("first again")
    thread.join()
    assert order == ["second", "first again"]


def test_the_turn_of_a_dead_process_is_free(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    hold = (
        "import sys, time; from pathlib import Path; from spindle.organisations.turnstile import Turnstile;"
        "turn = Turnstile(Path(sys.argv[1])); turn.take(); print('held', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", hold, str(database)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    with Turnstile(database):
        pass


def test_a_small_writer_beside_a_bulk_writer(active_acme: Organisation) -> None:
    waited: list[int] = []
    with _bulk_writer(active_acme):
        for number in range(40):
            before = _batches()
            with transaction.atomic(using="organisation", durable=True):
                RelationType.objects.create(name=f"small {number}")
                waited.append(_batches() - before)
        after = _batches()
    assert after > 20, "the bulk writer went on"
    # The batch that runs while we come, and one that had queued already.
    assert sorted(waited)[-2] <= 3


def test_a_single_write_waits_its_turn_too(active_acme: Organisation) -> None:
    waited: list[int] = []
    with _bulk_writer(active_acme):
        for number in range(40):
            before = _batches()
            RelationType.objects.create(name=f"small {number}")
            waited.append(_batches() - before)
    assert sorted(waited)[-2] <= 4


def test_reading_does_not_wait(acme: Organisation) -> None:
    with _somebody_writing(acme), acme.active():
        assert RelationType.objects.count() == 0


@contextmanager
def _somebody_writing(organisation: Organisation) -> Iterator[None]:
    """Another thread, in the midst of a transaction of the company."""
    began, done = threading.Event(), threading.Event()

    def write() -> None:
        with organisation.active(), transaction.atomic(using="organisation", durable=True):
            RelationType.objects.create(name="B")
            began.set()
            assert done.wait(30)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert began.wait(30)
        yield
    finally:
        done.set()
        thread.join()


def test_a_large_log_is_emptied_within_the_turn(tmp_path: Path) -> None:
    raw = open_database(tmp_path / "x.db", new_key(), MAIN, create=True)
    raw.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
    raw.execute("CREATE TABLE t (x)")
    raw.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    log = tmp_path / "x.db-wal"
    checkpoint(raw, above=10_000_000)
    assert log.stat().st_size > 1_000_000
    checkpoint(raw, above=500_000)
    assert log.stat().st_size == 0
    raw.close()


def test_a_reader_does_not_hold_up_the_emptying(tmp_path: Path) -> None:
    key = new_key()
    writer = open_database(tmp_path / "x.db", key, MAIN, create=True)
    writer.execute("CREATE TABLE t (x)")
    reader = open_database(tmp_path / "x.db", key, MAIN)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchall()
    writer.execute("INSERT INTO t VALUES (zeroblob(100000))")
    checkpoint(writer, above=0)  # returns at once, though it cannot empty it
    assert (tmp_path / "x.db-wal").stat().st_size > 0
    reader.close()
    writer.close()


@only_sqlcipher
@pytest.mark.parametrize("alias", ["default", "organisation"])
def test_both_databases_write_immediately(active_acme: Organisation, alias: str) -> None:
    with transaction.atomic(using=alias, durable=True):
        assert turn_of(alias) is not None
    assert turn_of(alias) is None


def turn_of(alias: str) -> object:
    """The turn that this thread's connection holds, if it holds one."""
    return getattr(connections[alias], "turnstile")  # noqa: B009 (an attribute of our own backend)
