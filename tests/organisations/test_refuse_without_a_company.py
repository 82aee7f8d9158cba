"""A query finds only the company that is active now; where none is, it is refused, never guessed."""

import asyncio
import contextvars
import sqlite3
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.db import DatabaseError, close_old_connections, connections
from django.db.utils import Error

from spindle.organisations.active import NoOrganisation, WrongOrganisation, active
from spindle.organisations.models import Organisation
from spindle.relations.models import RelationType
from tests.engines import on_postgresql
from tests.peers.ports import wait_until


def _in_thread(work: Callable[[], object]) -> object:
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(work())
        except RuntimeError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


def test_none_active(control: None) -> None:
    with pytest.raises(NoOrganisation):
        RelationType.objects.count()


def test_after_the_block(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.count()
    with pytest.raises(NoOrganisation):
        RelationType.objects.count()


def test_a_wrapper_kept_from_before(acme: Organisation) -> None:
    with acme.active():
        wrapper = connections["organisation"]
        wrapper.ensure_connection()
    with pytest.raises(NoOrganisation):
        wrapper.cursor()


def test_a_cursor_kept_from_before(acme: Organisation) -> None:
    with acme.active():
        cursor = connections["organisation"].cursor()
    with pytest.raises(Error, match="closed"):
        cursor.execute("SELECT 1")


def test_a_half_read_iterator_kept_from_before(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.bulk_create(RelationType(name=str(n)) for n in range(300))
        rows = RelationType.objects.iterator(chunk_size=10)
        next(rows)
    with pytest.raises(Error, match="closed"):
        list(rows)


def test_a_thread_started_inside_sees_no_company(acme: Organisation) -> None:
    with acme.active():
        assert isinstance(_in_thread(RelationType.objects.count), NoOrganisation)


def test_a_copied_context_after_the_end(acme: Organisation) -> None:
    with acme.active():
        copied = contextvars.copy_context()
    with pytest.raises(NoOrganisation):
        copied.run(RelationType.objects.count)


def test_a_task_that_outlives_the_block(acme: Organisation) -> None:
    async def late(ended: asyncio.Event) -> int:
        await ended.wait()
        return await asyncio.to_thread(RelationType.objects.count)

    async def main() -> int:
        ended = asyncio.Event()
        with acme_active:
            task = asyncio.create_task(late(ended))
            await asyncio.sleep(0)
        ended.set()
        return await task

    acme_active = active(acme.handle())
    with pytest.raises(NoOrganisation):
        asyncio.run(main())


def test_the_event_loop_is_not_for_queries(acme: Organisation) -> None:
    handle = acme.handle()

    async def main() -> int:
        with active(handle):
            return RelationType.objects.count()

    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(main())


def test_a_generator_sees_the_company_of_who_reads_it(acme: Organisation) -> None:
    def rows() -> object:
        yield RelationType.objects.count()

    with acme.active():
        reading = rows()
    with pytest.raises(NoOrganisation):
        next(reading)  # type: ignore[call-overload]


def test_a_query_of_a_thread_whose_block_ended_elsewhere_is_interrupted(acme: Organisation) -> None:
    started, finished = threading.Event(), threading.Event()
    outcome: list[Exception] = []

    def endless() -> None:
        wrapper = connections["organisation"]
        wrapper.ensure_connection()
        try:
            with wrapper.cursor() as cursor:
                cursor.execute(_tell_that_it_runs(wrapper.connection, started.set))
        except DatabaseError as error:
            outcome.append(error)
        finished.set()

    with acme.active():
        copied = contextvars.copy_context()
        thread = threading.Thread(target=copied.run, args=(endless,), daemon=True)
        thread.start()
        assert started.wait(10)
        _wait_until_it_runs()
    assert finished.wait(10)
    thread.join()
    assert "interrupted" in str(outcome[0]) or "canceling" in str(outcome[0])


def _wait_until_it_runs() -> None:
    """On a server, what has not begun yet cannot be interrupted."""
    if on_postgresql:
        from spindle.organisations.backends.postgresql.server import borrowed

        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'"
        )
        with borrowed() as raw:
            wait_until(lambda: raw.execute(query).fetchone() != (0,), what="the query runs")


def _tell_that_it_runs(raw: sqlite3.Connection, tell: Callable[[], None]) -> str:
    """A statement that does not end, which calls `tell` when it has begun (on a server: when it is about to)."""
    if on_postgresql:
        tell()
        return "SELECT pg_sleep(60)"
    raw.create_function("tell", 0, tell)
    return "WITH RECURSIVE n(i) AS (SELECT tell() UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n"


@pytest.mark.parametrize("refusal", [NoOrganisation, WrongOrganisation])
def test_no_retry_swallows_a_refusal(refusal: type[Exception]) -> None:
    assert not issubclass(refusal, DatabaseError)


def test_django_s_look_between_requests_needs_no_company(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.count()
    close_old_connections()


def test_a_thread_gives_back_what_ended_elsewhere(acme: Organisation) -> None:
    ended = threading.Event()
    left: list[object] = []

    def work() -> None:
        RelationType.objects.count()
        used.set()
        assert ended.wait(10)
        close_old_connections()
        left.append(connections["organisation"].connection)

    used = threading.Event()
    with acme.active():
        thread = threading.Thread(target=contextvars.copy_context().run, args=(work,))
        thread.start()
        assert used.wait(10)
    ended.set()
    thread.join()
    assert left == [None]
