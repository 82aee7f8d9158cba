"""Transactions are as Django has them: savepoints, durable, on_commit; and always with the write lock from the start."""

import pytest
from django.db import IntegrityError, connections, transaction

from spindle.organisations.durability import fast_commits
from spindle.organisations.models import Organisation
from spindle.relations.models import Relation, RelationType
from tests.engines import on_postgresql


def _waits_for_the_disk() -> bool:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SHOW synchronous_commit" if on_postgresql else "PRAGMA synchronous")
        (level,) = cursor.fetchall()[0]
        return level in {"on", 2}


def _write_and_fail(name: str) -> None:
    with transaction.atomic(using="organisation"):
        RelationType.objects.create(name=name)
        raise KeyError


def test_an_error_rolls_back(active_acme: Organisation) -> None:
    with pytest.raises(KeyError):
        _write_and_fail("A")
    assert not RelationType.objects.exists()


def test_a_savepoint_rolls_back_alone(active_acme: Organisation) -> None:
    with transaction.atomic(using="organisation", durable=True):
        RelationType.objects.create(name="A")
        with pytest.raises(KeyError):
            _write_and_fail("B")
    assert RelationType.objects.get().name == "A"


def test_durable_is_the_outermost(active_acme: Organisation) -> None:
    with transaction.atomic(using="organisation", durable=True), pytest.raises(RuntimeError):
        transaction.atomic(using="organisation", durable=True).__enter__()


def test_on_commit_runs_after_the_commit_in_the_block(active_acme: Organisation) -> None:
    seen: list[tuple[int, bool]] = []
    with transaction.atomic(using="organisation", durable=True):
        transaction.on_commit(
            lambda: seen.append(
                (RelationType.objects.count(), connections["organisation"].connection.in_transaction)
            ),
            using="organisation",
        )
        RelationType.objects.create(name="A")
        assert seen == []
    assert seen == [(1, False)]


def test_on_commit_may_write(active_acme: Organisation) -> None:
    with transaction.atomic(using="organisation", durable=True):
        transaction.on_commit(lambda: RelationType.objects.create(name="B"), using="organisation")
        RelationType.objects.create(name="A")
    assert RelationType.objects.count() == 2


def test_foreign_keys_hold(active_acme: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using="organisation", durable=True):
        Relation.objects.create(kind="business", type_id=99, name="Nobody's")
    RelationType.objects.create(name="A")  # the turn is free again


def test_a_failed_write_frees_the_turn(active_acme: Organisation) -> None:
    taken = RelationType.objects.create(name="B").pk
    with pytest.raises(IntegrityError):
        RelationType.objects.create(pk=taken)
    with transaction.atomic(using="organisation", durable=True):
        RelationType.objects.create(name="A")


def test_a_closed_connection_comes_back(active_acme: Organisation) -> None:
    RelationType.objects.create(name="A")
    connections["organisation"].close()
    assert RelationType.objects.count() == 1


def test_select_for_update_is_written_for_other_engines(active_acme: Organisation) -> None:
    RelationType.objects.create(name="A")
    with transaction.atomic(using="organisation", durable=True):
        assert RelationType.objects.select_for_update().get().name == "A"


def test_commits_wait_for_the_disk(active_acme: Organisation) -> None:
    with transaction.atomic(using="organisation", durable=True):
        assert _waits_for_the_disk()


def test_only_the_sync_need_not_wait(active_acme: Organisation) -> None:
    with fast_commits(), transaction.atomic(using="organisation", durable=True):
        assert not _waits_for_the_disk()
    with transaction.atomic(using="organisation", durable=True):
        assert _waits_for_the_disk()


def test_the_sync_s_connection_is_durable_for_the_next_who_takes_it(acme: Organisation) -> None:
    with acme.active(), fast_commits():
        RelationType.objects.create(name="A")
    with acme.active(), transaction.atomic(using="organisation", durable=True):
        RelationType.objects.create(name="B")
        assert _waits_for_the_disk()


def test_parameters_by_name_and_by_place(active_acme: Organisation) -> None:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SELECT %s || '%%', %s", ["a", 1])
        assert cursor.fetchall() == [("a%", 1)]
        cursor.execute("SELECT %(one)s", {"one": 1})
        assert cursor.fetchall() == [(1,)]
        cursor.executemany(
            "INSERT INTO relations_relationtype (code, name, position) VALUES ('', %s, 0)", [["x"], ["y"]]
        )
    assert set(RelationType.objects.values_list("name", flat=True)) == {"x", "y"}
