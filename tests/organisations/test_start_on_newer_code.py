"""A start brings every company to the shape of this code, with a copy from before; data of newer code it refuses."""

from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from spindle.organisations import companies, creation, migrating
from spindle.organisations.actions import create_organisation
from spindle.organisations.backends.opening import MAIN, open_database
from spindle.organisations.backends.postgresql import schemas
from spindle.organisations.backends.postgresql.server import borrowed
from spindle.organisations.backends.sqlcipher import companies as sqlcipher
from spindle.organisations.backends.sqlcipher.base import main_key
from spindle.organisations.models import Organisation, State, Unavailable
from tests.engines import ENGINE, on_postgresql, only_sqlcipher


def _make_older(organisation: Organisation) -> None:
    with organisation.active():
        executor = MigrationExecutor(connections["organisation"])
        executor.migrate([("journal", None)])


def _record(organisation: Organisation, name: str) -> None:
    with organisation.active(), connections["organisation"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('journal', %s, '2026-01-01')", [name]
        )


def _tables(organisation: Organisation) -> set[str]:
    with organisation.active():
        return set(connections["organisation"].introspection.table_names())


def _snapshot(organisation: Organisation) -> Path:
    return sqlcipher.snapshot_file(organisation.unchecked_handle())


def _has_snapshot(organisation: Organisation) -> bool:
    handle = organisation.unchecked_handle()
    if not on_postgresql:
        return _snapshot(organisation).exists()
    with borrowed() as raw:
        return schemas.exists(raw, f"{handle.schema}_before")


def _tables_of_snapshot(organisation: Organisation) -> set[str]:
    handle = organisation.unchecked_handle()
    if on_postgresql:
        with borrowed() as raw:
            return set(schemas.tables_of(raw, f"{handle.schema}_before"))
    copy = open_database(_snapshot(organisation), main_key(handle), MAIN)
    try:
        return {str(name) for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        copy.close()


def test_an_older_company_is_brought_up(acme: Organisation) -> None:
    _make_older(acme)
    assert "journal_line" not in _tables(acme)
    creation.ensure_ready()
    assert "journal_line" in _tables(acme)


def test_the_copy_from_before_stays_until_the_next_good_start(acme: Organisation) -> None:
    _make_older(acme)
    creation.ensure_ready()
    kept = _tables_of_snapshot(acme)
    assert "relations_relation" in kept
    assert "journal_line" not in kept
    creation.ensure_ready()
    assert not _has_snapshot(acme)


@only_sqlcipher
def test_the_copy_is_encrypted(acme: Organisation) -> None:
    _make_older(acme)
    creation.ensure_ready()
    assert b"CREATE TABLE" not in _snapshot(acme).read_bytes()


def test_a_failed_update_keeps_the_first_copy_and_refuses(
    acme: Organisation, globex: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for company in (acme, globex):
        _make_older(company)
    with monkeypatch.context() as broken:
        broken.setattr(migrating, "migrate_active", _fail)
        creation.ensure_ready()
    acme.refresh_from_db()
    assert acme.state == State.BEHIND
    assert _has_snapshot(acme)
    with pytest.raises(Unavailable, match="up to date"):
        acme.handle()
    creation.ensure_ready()
    acme.refresh_from_db()
    assert acme.state == State.READY


def _fail() -> None:
    raise OperationalError("disk full")


def test_data_of_newer_code_is_refused_and_not_touched(acme: Organisation) -> None:
    _record(acme, "9999_of_next_year")
    creation.ensure_ready()
    acme.refresh_from_db()
    assert acme.state == State.NEWER
    with pytest.raises(Unavailable, match="newer version"), acme.active():
        pytest.fail("entered")


def test_newer_code_takes_it_back(acme: Organisation) -> None:
    acme.state = State.NEWER
    acme.save()
    creation.ensure_ready()
    acme.refresh_from_db()
    assert acme.state == State.READY


def test_the_template_is_remade_for_other_migrations(control: None, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = companies.of(ENGINE)
    old = creation.migrate_template()
    monkeypatch.setattr(creation, "_fingerprint", lambda: "0123456789abcdef")
    new = creation.migrate_template()
    assert new.folder.name == "0123456789abcdef"
    assert engine.exists(new)
    assert not engine.exists(old)
    monkeypatch.undo()
    assert engine.exists(creation.migrate_template())


def test_a_missing_template_is_made_on_the_way(control: None) -> None:
    companies.of(ENGINE).remove(creation.migrate_template())
    acme = create_organisation("Acme", language="en", timezone="UTC")
    assert "relations_relation" in _tables(acme)
