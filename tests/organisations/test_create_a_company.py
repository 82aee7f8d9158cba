"""A company is a folder with its own key; it comes in milliseconds and goes beyond recovery."""

import time

import pytest
from django.conf import settings

from spindle.members.models import Member
from spindle.organisations.actions import create_organisation, delete_organisation
from spindle.organisations.backends.opening import MAIN, dbapi, open_database
from spindle.organisations.backends.sqlcipher.base import main_key, open_main
from spindle.organisations.models import Organisation
from tests.engines import only_sqlcipher


def test_it_is_ready_for_use_at_once(control: None) -> None:
    began = time.perf_counter()
    acme = create_organisation("Acme", language="en", timezone="UTC")
    with acme.active():
        assert not Member.objects.exists()
    assert time.perf_counter() - began < 1  # 20 ms; the bound is for a busy machine


def test_its_name_on_disk_tells_nothing(acme: Organisation) -> None:
    assert len(acme.slug) == 12
    assert (settings.SPINDLE_DATA / "organisations" / acme.slug).exists()
    assert "acme" not in acme.handle().schema


@only_sqlcipher
def test_two_companies_have_two_keys(acme: Organisation, globex: Organisation) -> None:
    with pytest.raises(dbapi.DatabaseError):
        open_database(acme.handle().main, main_key(globex.handle()), MAIN)


@only_sqlcipher
def test_pages_and_promises_are_as_measured(acme: Organisation) -> None:
    raw = open_main(acme.handle())
    found = {
        name: raw.execute(f"PRAGMA {name}").fetchall()[0][0]
        for name in ("cipher_page_size", "journal_mode", "synchronous", "foreign_keys", "cache_size")
    }
    raw.close()
    assert found == {
        "cipher_page_size": "8192",
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "cache_size": -8192,
    }


@only_sqlcipher
def test_the_file_is_whole(acme: Organisation) -> None:
    raw = open_main(acme.handle())
    assert raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    raw.close()


@only_sqlcipher
def test_nothing_of_it_can_be_read_on_disk(acme: Organisation) -> None:
    content = acme.handle().main.read_bytes()
    assert not content.startswith(b"SQLite")
    assert b"CREATE TABLE" not in content


def test_deleting_takes_key_row_and_files(acme: Organisation) -> None:
    folder = acme.handle().folder
    delete_organisation(acme)
    assert not folder.exists()
    assert not Organisation.objects.exists()


@only_sqlcipher
def test_a_missing_file_is_not_made_anew(acme: Organisation) -> None:
    acme.handle().main.unlink()
    with pytest.raises(dbapi.OperationalError):
        open_main(acme.handle())


def test_the_key_is_not_shown(acme: Organisation) -> None:
    handle = acme.handle()
    assert handle.key.hex() not in repr(handle)
    assert repr(handle.key) not in repr(handle)
