"""What PostgreSQL adds: schemas that the server itself keeps apart, turns without a file, a server that goes and comes."""

import threading
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from spindle.journal.actions import record
from spindle.journal.models import Line
from spindle.organisations import creation, crypto, keys, wire
from spindle.organisations.actions import create_organisation, delete_organisation
from spindle.organisations.active import Handle, active
from spindle.organisations.engine import Engine
from spindle.organisations.models import Organisation
from spindle.relations.models import RelationType
from tests.engines import another_installation, only_postgresql
from tests.peers.ports import wait_until

pytestmark = only_postgresql


def _server() -> ModuleType:
    from spindle.organisations.backends.postgresql import server

    return server


def test_a_connection_that_was_not_set_to_a_company_finds_no_table(acme: Organisation) -> None:
    raw = _server().connect()
    with pytest.raises(DatabaseError), connections["default"].wrap_database_errors:
        raw.execute("SELECT 1 FROM relations_relation")
    assert raw.execute("SHOW search_path").fetchone() == ('""',)
    raw.close()


def test_a_company_sees_neither_control_nor_another(acme: Organisation, globex: Organisation) -> None:
    with globex.active(), connections["organisation"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_name = 'journal_line'"
        )
        assert (globex.handle().schema,) in cursor.fetchall()
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT 1 FROM organisations_organisation")


def test_a_spare_becomes_the_company(control: None) -> None:
    from spindle.organisations.backends.postgresql import schemas

    creation.prepare_for_more()
    with _server().borrowed() as raw:
        before = schemas.named(raw, "org_spare_")
    acme = create_organisation("Acme", language="en", timezone="UTC")
    with _server().borrowed() as raw:
        assert len(schemas.named(raw, "org_spare_")) == len(before) - 1
        assert schemas.exists(raw, acme.handle().schema)


def test_by_script_it_is_like_the_template(acme: Organisation) -> None:
    from spindle.organisations.backends.postgresql import schemas

    with _server().borrowed() as raw:
        (template,) = schemas.named(raw, "org_template_")
        assert _sorted(schemas.script_of(raw, acme.handle().schema)) == _sorted(
            schemas.script_of(raw, template)
        )


def _sorted(script: str) -> list[str]:
    """What it makes, without rows and the numbers that they took."""
    return sorted(one for one in script.split(";\n") if not one.startswith("INSERT") and "RESTART" not in one)


def test_a_template_with_more_than_the_script_knows_is_refused(acme: Organisation) -> None:
    from spindle.organisations.backends.postgresql import schemas

    with _server().borrowed(acme.handle().schema) as raw, raw.transaction(force_rollback=True):
        raw.execute("CREATE VIEW everybody AS SELECT * FROM members_member")
        with pytest.raises(schemas.NotCopied, match="everybody"):
            schemas.script_of(raw, acme.handle().schema)


def test_deleting_drops_the_schema(acme: Organisation) -> None:
    from spindle.organisations.backends.postgresql import schemas

    schema = acme.handle().schema
    delete_organisation(acme)
    with _server().borrowed() as raw:
        assert not schemas.exists(raw, schema)


def test_lines_of_the_journal_come_in_the_order_of_their_commits(active_acme: Organisation) -> None:
    """A replay from a line on would skip one that got its number before and was committed after."""
    seen: list[int] = []
    copied = active_acme.handle()

    def write() -> None:
        with active(copied):
            for _round in range(20):
                with transaction.atomic(using="organisation", durable=True):
                    record("tried", subject="nothing", subject_id=0, by=None)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        found = list(
            Line.objects.filter(pk__gt=max(seen, default=0)).order_by("pk").values_list("pk", flat=True)
        )
        seen.extend(found)
    for thread in threads:
        thread.join()
    assert Line.objects.filter(pk__gt=0).exclude(pk__in=seen).filter(pk__lt=max(seen)).count() == 0


def test_no_update_is_lost(active_acme: Organisation) -> None:
    row = RelationType.objects.create(name="count", position=0).pk
    handle = active_acme.handle()

    def add() -> None:
        with active(handle):
            for _round in range(25):
                with transaction.atomic(using="organisation", durable=True):
                    counted = RelationType.objects.get(pk=row)
                    counted.position += 1
                    counted.save()
        connections.close_all()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RelationType.objects.get(pk=row).position == 100


def test_after_the_server_ended_a_connection_the_next_query_has_another(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.count()
    Organisation.objects.count()
    _end_every_connection()
    with pytest.raises(DatabaseError):
        Organisation.objects.count()
    assert Organisation.objects.count() == 1
    # The pool tries a connection that has rested; one that has just been used may be the last to learn.
    with acme.active():
        try:
            RelationType.objects.count()
        except DatabaseError:
            assert RelationType.objects.count() == 0


def _end_every_connection() -> None:
    raw = _server().connect()
    raw.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    raw.close()


def test_a_listener_that_lost_the_server_says_that_it_may_have_missed_something(control: None) -> None:
    gaps, heard = threading.Event(), threading.Event()
    with wire.Listener("web", lambda _message: heard.set(), on_gap=gaps.set):
        _end_every_connection()
        assert gaps.wait(30)
        wire.send("web", {"n": "1"})
        assert heard.wait(30)
    connections.close_all()


def test_words_reach_every_process(control: None) -> None:
    heard: list[str] = []
    with (
        wire.Listener("web", lambda message: heard.append("one " + message["n"])),
        wire.Listener("web", lambda message: heard.append("two " + message["n"])),
        wire.Listener("worker", lambda message: heard.append("other")),
    ):
        wire.send("web", {"n": "1"})
        wait_until(lambda: len(heard) == 2, what="both hear it")
    assert sorted(heard) == ["one 1", "two 1"]


def test_another_master_key_is_refused_before_anything_is_written(
    tmp_path: Path, control: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_installation(tmp_path / "data"):
        creation.ensure_ready()
        monkeypatch.setenv("SPINDLE_MASTER_KEY", "ab" * 32)
        keys.forget()
        with pytest.raises(keys.KeyRefused, match="another installation"):
            creation.ensure_ready()
        monkeypatch.delenv("SPINDLE_MASTER_KEY")


def test_a_missing_master_key_is_not_made_anew_over_data(tmp_path: Path, control: None) -> None:
    with another_installation(tmp_path / "data"):
        creation.ensure_ready()
        (settings.SPINDLE_DATA / "master.key").unlink()
        keys.forget()
        with pytest.raises(keys.KeyRefused, match="recovery code"):
            keys.master()


def test_the_right_master_key_is_known(control: None) -> None:
    from spindle.organisations import control as place

    assert place.opens_with(keys.master())
    assert not place.opens_with(crypto.new_key())


def test_both_engines_one_after_the_other(acme: Organisation, tmp_path: Path) -> None:
    """As while companies move: Django's one alias is of whichever engine the active company is on."""
    handle = Handle("filed", tmp_path / "filed", crypto.new_key(), Engine.SQLCIPHER)
    creation.copy_template(handle)
    for _round in range(2):
        with active(handle):
            RelationType.objects.create(name="in a file")
            assert connections["organisation"].vendor == "sqlite"
        with acme.active():
            RelationType.objects.create(name="on the server")
            assert connections["organisation"].vendor == "postgresql"
            assert set(RelationType.objects.values_list("name", flat=True)) == {"on the server"}
