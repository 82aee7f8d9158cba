"""An update of many companies: worked out once, done again to each; one that is broken keeps no other from it."""

from typing import ClassVar

import pytest
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, SeparateDatabaseAndState

from spindle.organisations import creation, migrating
from spindle.organisations.actions import create_organisation
from spindle.organisations.active import active
from spindle.organisations.models import Organisation, State, Unavailable
from spindle.organisations.replaying import is_replayable
from tests.engines import only_sqlcipher


def _older(name: str) -> Organisation:
    """A company from before the journal's tables; without rows, so that both engines let it go back."""
    made = create_organisation(name, language="en", timezone="UTC")
    with made.active():
        MigrationExecutor(connections["organisation"]).migrate([("journal", None)])
    return made


def _shape(organisation: Organisation) -> list[tuple[object, ...]]:
    """The columns of the journal, in order, and its migrations."""
    with organisation.active(), connections["organisation"].cursor() as cursor:
        columns = connections["organisation"].introspection.get_table_description(cursor, "journal_line")
        cursor.execute("SELECT app, name FROM django_migrations WHERE app = 'journal' ORDER BY name")
        return [*((one.name, one.null_ok) for one in columns), *cursor.fetchall()]


def test_the_recorded_statements_make_what_django_makes(control: None) -> None:
    fresh = create_organisation("Fresh", language="en", timezone="UTC")
    first, second = _older("First"), _older("Second")
    creation.ensure_ready()
    assert _shape(first) == _shape(second) == _shape(fresh)


def test_django_works_it_out_once(control: None, monkeypatch: pytest.MonkeyPatch) -> None:
    companies = [_older(f"Company {number}") for number in range(3)]
    runs: list[int] = []
    real = migrating.migrate_active

    def counted() -> list[Migration]:
        runs.append(1)
        return real()

    monkeypatch.setattr(migrating, "migrate_active", counted)
    creation.ensure_ready()
    assert len(runs) == 1
    for company in companies:
        company.refresh_from_db()
        assert company.state == State.READY


def test_a_company_that_is_not_like_the_first_goes_the_long_way(control: None) -> None:
    _first, odd = _older("A first"), _older("B odd")
    with odd.active(), connections["organisation"].cursor() as cursor:
        # As after an update that an older version broke off: a table of the plan is there already.
        cursor.execute("CREATE TABLE journal_line (id INTEGER PRIMARY KEY)")
    creation.ensure_ready()
    odd.refresh_from_db()
    assert odd.state == State.BEHIND
    with active(odd.unchecked_handle()), connections["organisation"].cursor() as cursor:
        cursor.execute("DROP TABLE journal_line")
    creation.ensure_ready()
    odd.refresh_from_db()
    assert odd.state == State.READY


@only_sqlcipher
@pytest.mark.parametrize("damage", [b"", b"no database at all" * 1000])
def test_one_broken_company_keeps_no_other_from_its_update(control: None, damage: bytes) -> None:
    broken, older = _older("A broken"), _older("B older")
    main = broken.unchecked_handle().main
    for part in main.parent.glob("main.db*"):
        part.unlink()
    if damage:
        main.write_bytes(damage)
    creation.ensure_ready()
    for company in (broken, older):
        company.refresh_from_db()
    assert (broken.state, older.state) == (State.BROKEN, State.READY)
    with pytest.raises(Unavailable, match="cannot be opened"):
        broken.handle()


def test_it_tells_how_far_it_is(control: None) -> None:
    for number in range(3):
        _older(f"Company {number}")
    told: list[tuple[int, int]] = []
    migrating.migrate_companies(lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_update_that_was_broken_off_goes_on(control: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done, waiting = _older("A done"), _older("B waiting")

    def cut(number: int, _of: int) -> None:
        if number == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrating.migrate_companies(cut)
    assert "journal_line" in _tables(done)
    assert "journal_line" not in _tables(waiting)
    creation.ensure_ready()
    assert "journal_line" in _tables(waiting)


def _tables(organisation: Organisation) -> set[str]:
    with organisation.active():
        return set(connections["organisation"].introspection.table_names())


def test_python_on_rows_is_not_done_again_blindly() -> None:
    migrations = MigrationLoader(None).disk_migrations.values()
    journal = [one for one in migrations if one.app_label == "journal" and one.name.startswith("0001")]
    assert is_replayable(journal)
    assert not is_replayable([*journal, _Rows("0002_rows", "journal")])


class _Rows(Migration):
    """Looks at rows."""

    operations: ClassVar = [SeparateDatabaseAndState([RunPython(RunPython.noop)])]
