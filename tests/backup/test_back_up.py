"""Taking a back-up: whole or not at all, readable by nobody, of older data too."""

import os
from pathlib import Path

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from spindle.archive.models import Entry
from spindle.config.backup.container import Writer
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.restoring import restore
from spindle.config.backup.taking import back_up
from spindle.organisations.actions import delete_organisation
from spindle.organisations.backends.sqlcipher.companies import snapshot_file
from spindle.organisations.models import Organisation
from tests.backup.conftest import LARGE, PASSWORD, SMALL, Case
from tests.engines import only_postgresql, only_sqlcipher


def test_only_the_short_name_and_versions_can_be_read(case: Case) -> None:
    whole = case.file.read_bytes()
    assert case.organisation.slug.encode() in whole
    for secret in (
        b"Acme",
        b"eline",
        PASSWORD.encode(),
        b"main.db",
        b"blobs",
        SMALL,
        LARGE[-200:],
        b"md5$",
        b"sqlite",
    ):
        assert secret not in whole
    assert case.code.encode() not in whole
    assert case.organisation.unchecked_handle().key.hex().encode() not in whole


def test_its_owner_alone_may_read_it(case: Case) -> None:
    assert case.file.stat().st_mode & 0o777 == 0o600


def test_nothing_else_is_left_beside_it(case: Case, tmp_path: Path) -> None:
    assert [path.name for path in tmp_path.iterdir()] == [case.file.name]


def test_into_a_file_of_any_name(acme: Organisation, tmp_path: Path) -> None:
    taken = back_up(acme, tmp_path / "friday")
    assert taken.path == tmp_path / "friday"
    assert taken.size == taken.path.stat().st_size


def test_the_next_one_may_take_its_place(acme: Organisation, tmp_path: Path) -> None:
    first = back_up(acme, tmp_path / "friday").path.read_bytes()
    assert back_up(acme, tmp_path / "friday").path.read_bytes() != first


def test_it_takes_the_place_of_nothing_else(acme: Organisation, globex: Organisation, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear all")
    back_up(globex, tmp_path / "globex")
    for name in ("letter", "globex"):
        with pytest.raises(BackupRefused, match="is no back-up of this company"):
            back_up(acme, tmp_path / name)
    assert (tmp_path / "letter").read_text() == "dear all"


def test_when_it_fails_the_one_before_stays(
    acme: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = back_up(acme, tmp_path / "friday").path.read_bytes()
    monkeypatch.setattr(Writer, "finish", _fail)
    with pytest.raises(OSError, match="full"):
        back_up(acme, tmp_path / "friday")
    assert (tmp_path / "friday").read_bytes() == before
    assert os.listdir(tmp_path) == ["friday"]


def _fail(_writer: Writer) -> None:
    raise OSError("the disk is full")


@only_postgresql
def test_data_of_an_older_version_must_be_brought_up_first(acme: Organisation, tmp_path: Path) -> None:
    with acme.active():
        MigrationExecutor(connections["organisation"]).migrate([("journal", None)])
    with pytest.raises(BackupRefused, match="spindle org migrate"):
        back_up(acme, tmp_path)
    assert not list(tmp_path.iterdir())


@only_sqlcipher
def test_data_of_an_older_version_is_brought_up_to_date(acme: Organisation, tmp_path: Path) -> None:
    with acme.active():
        MigrationExecutor(connections["organisation"]).migrate([("journal", None)])
    file = back_up(acme, tmp_path).path
    delete_organisation(acme)
    restored = restore(file)
    with restored.active():
        assert "journal_line" in connections["organisation"].introspection.table_names()
        assert Entry.objects.count() == 0
    assert not snapshot_file(restored.handle()).exists()
