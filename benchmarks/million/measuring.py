"""One company on one engine, in a process of its own: filled, then asked. Import nothing of Spindle before `measure`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import installation
from benchmarks.million.classes import classes
from benchmarks.million.world import World

if TYPE_CHECKING:
    from benchmarks.million.filling import Company

_TYPED = ("j", "ja", "jan", "bakk", "janse", "bakker")


@dataclass(slots=True)
class Measured:
    """Milliseconds by class, of the first time that each question is asked and of the second; how filling went."""

    first: dict[str, list[float]] = field(default_factory=dict)
    warm: dict[str, list[float]] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    # Of lists, what their statements alone take.
    statements: dict[str, list[float]] = field(default_factory=dict)
    filling_seconds: float = 0.0
    megabytes: float = 0.0
    writes: list[float] = field(default_factory=list)


def measure(engine: str, size: int, writing_seconds: float) -> Measured:
    """Fill and ask."""
    world = World(size)
    found = Measured()
    with _database(engine), installation.fresh():
        from benchmarks import company as companies

        membership = companies.found(0)
        with membership.organisation.active():
            from benchmarks.million.filling import fill

            started = time.perf_counter()
            filled = fill(world)
            _settle(engine)
            found.filling_seconds = time.perf_counter() - started
            found.megabytes = _megabytes(engine)
            _ask_lists(found, world, filled)
            _ask_searches(found, world, filled)
        if writing_seconds:
            from benchmarks.million.writing import small_writes

            found.writes = small_writes(membership.organisation, filled, world, writing_seconds)
    return found


@contextmanager
def _database(engine: str) -> Iterator[None]:
    if engine != "postgresql":
        os.environ.pop("SPINDLE_DATABASE", None)
        yield
        return
    from tests.peers.postgresql import Server, make_database, url

    server = Server(durable=True)
    try:
        make_database(server.port, "million")
        os.environ["SPINDLE_DATABASE"] = url(server.port, "million")
        yield
    finally:
        server.stop()


def _settle(engine: str) -> None:
    """As after a night: the planner knows the words, the log is written."""
    from django.db import connections

    with connections["organisation"].cursor() as cursor:
        if engine == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()


def _megabytes(engine: str) -> float:
    from django.db import connections

    statement = (
        "SELECT pg_database_size(current_database())"
        if engine == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    with connections["organisation"].cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchall()[0][0]) / 1_000_000


def _ask_lists(found: Measured, world: World, filled: Company) -> None:
    from spindle.archive.queries import conversation, folder_counts, inbox_page, relation_archive
    from spindle.relations.models import Relation
    from spindle.relations.queries import card_of, relation_page

    members, anna = filled.members, filled.members[0]
    busy = members[-1]

    def relation(number: int) -> Relation:
        return Relation.objects.get(pk=filled.relations[number])

    def deep(one: Relation) -> Callable[[], object]:
        page = relation_archive(anna, one)
        return partial(relation_archive, anna, one, before=page.next)

    heavy = [relation(contact.number) for contact in world.heaviest(25)]
    some = [relation(number) for number in range(7, len(filled.relations), len(filled.relations) // 26)]
    counted: dict[int, int] = {}
    for contact in world.contacts:
        if contact.employer is not None:
            counted[contact.employer] = counted.get(contact.employer, 0) + 1
    employers = [relation(number) for number in sorted(counted, key=counted.__getitem__, reverse=True)[:10]]
    threads = [row.conversation_id for row in inbox_page(busy, "inbox").rows][:25]
    second = relation_page().next
    lists: dict[str, list[Callable[[], object]]] = {
        "inbox of a member": [partial(inbox_page, one, "inbox") for one in members],
        "inbox of 20,000": [partial(inbox_page, busy, "inbox")] * 10,
        "finished folder": [partial(inbox_page, one, "finished") for one in members],
        "counts of folders": [partial(folder_counts, one) for one in members],
        "conversation": [partial(conversation, busy, pk) for pk in threads],
        "archive of a heavy relation": [partial(relation_archive, anna, one) for one in heavy],
        "archive of one, second page": [deep(one) for one in heavy],
        "archive of any relation": [partial(relation_archive, anna, one) for one in some],
        "archive of an employer": [partial(relation_archive, anna, one) for one in employers],
        "list of relations": [relation_page] * 10,
        "list of relations, second page": [partial(relation_page, before=second)] * 10,
        "card of a relation": [partial(card_of, one.pk) for one in some],
        **{f"relations, {len(typed)} letters": [partial(relation_page, query=typed)] * 5 for typed in _TYPED},
    }
    found.lists = list(lists)
    for name, asked in lists.items():
        found.statements[name] = [_statements_alone(one) for one in asked]
        found.first[name], found.warm[name] = _twice(asked)


def _ask_searches(found: Measured, world: World, filled: Company) -> None:
    from spindle.archive.search import search

    anna = filled.members[0]
    for name, questions in classes(world).items():
        asked = [partial(search, anna, one.ours) for one in questions]
        found.first[name], found.warm[name] = _twice(asked)


def _twice(asked: Sequence[Callable[[], object]]) -> tuple[list[float], list[float]]:
    return [_milliseconds(one) for one in asked], [_milliseconds(one) for one in asked]


def _statements_alone(ask: Callable[[], object]) -> float:
    """The statements that a page asks, asked again without Django around them."""
    from django.db import connections

    asked: list[tuple[str, object]] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    connection = connections["organisation"]
    with connection.execute_wrapper(note):
        ask()
    with connection.cursor() as cursor:
        plain = cursor.cursor
        started = time.perf_counter()
        for sql, params in asked:
            plain.execute(sql, params)
            plain.fetchall()
        return (time.perf_counter() - started) * 1000


def _milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000
