"""A company, or a back-up of it, is whole; and each kind of damage is found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.verifying import verify, verify_backup
from spindle.journal.chain import link_lines
from spindle.journal.models import Line
from spindle.organisations.actions import create_organisation
from spindle.organisations.active import Handle
from spindle.organisations.models import Organisation
from tests.backup.conftest import Case, Change
from tests.engines import only_postgresql, only_sqlcipher


def handle(case: Case) -> Handle:
    return case.organisation.handle()


def test_a_whole_company(case: Case) -> None:
    found = verify(handle(case))
    assert (found.entries, found.blobs, found.orphans, found.faults) == (2, 2, 0, ())


def test_a_whole_back_up_is_looked_at_and_leaves_nothing(case: Case) -> None:
    found = verify_backup(case.file, code=case.code)
    assert (found.entries, found.blobs, found.faults) == (2, 2, ())
    assert not list(settings.SPINDLE_DATA.glob("verify-*"))
    assert Organisation.objects.count() == 1


def test_a_blob_that_no_entry_names_is_counted_and_no_fault(case: Case) -> None:
    with case.organisation.active():
        blobs.put_many([b"left by a crash"])
    found = verify(handle(case))
    assert (found.orphans, found.faults) == (1, ())


def test_a_missing_message(case: Case) -> None:
    with case.organisation.active():
        name = Entry.objects.order_by("id")[0].blob
        blobs.delete([name])
    assert verify(handle(case)).faults == (f"The message of an entry is missing: {name}.",)


@only_sqlcipher
def test_a_large_message_altered_on_disk(case: Case) -> None:
    (file,) = (path for path in (handle(case).folder / "files").glob("??/*"))
    _flip(file, -100)
    assert verify(handle(case)).faults == (f"A blob is not what was stored: {file.name}.",)


@only_sqlcipher
def test_a_page_of_the_small_ones_altered_on_disk(case: Case) -> None:
    blobs.shelves.pool.clear()
    _flip(handle(case).folder / "blobs.db", 20_000)
    assert any("blobs.db" in fault for fault in verify(handle(case)).faults)


@only_sqlcipher
def test_a_page_of_the_database_altered_on_disk(case: Case) -> None:
    from spindle.organisations.backends.sqlcipher.base import pool

    pool.forget(handle(case))
    _flip(handle(case).main, -100)
    (fault, *_more) = verify(handle(case)).faults
    assert fault.startswith("The database is damaged: ")


@only_postgresql
def test_a_pack_altered_on_disk(case: Case) -> None:
    for file in (handle(case).folder / "packs").glob("??/*"):
        _flip(file, -100)
    assert len(verify(handle(case)).faults) == 2


def test_a_journal_that_was_altered(case: Case) -> None:
    with case.organisation.active():
        line = Line.objects.create(verb="created", subject="relation", subject_id=1)
        link_lines()
        Line.objects.filter(pk=line.pk).update(verb="deleted")
    assert verify(handle(case)).faults == (f"The journal was altered at line: {line.pk}.",)


def test_a_damaged_back_up(changed: Callable[[Change], Path]) -> None:
    with pytest.raises(BackupRefused, match="damaged"):
        verify_backup(changed(lambda whole: whole[:-5000] + bytes(5000)), code=None)


def test_an_empty_company(control: None) -> None:
    found = verify(create_organisation("New", language="en", timezone="UTC").handle())
    assert (found.entries, found.blobs, found.faults) == (0, 0, ())


def _flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
