"""The master key: made once, kept from others, read from where the administrator keeps it."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from spindle.organisations import crypto, keys
from spindle.organisations.active import active
from spindle.organisations.backends.control.base import open_control
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal, unseal

_KEY = "ab" * 32


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new data folder, and no key in the environment."""
    monkeypatch.setattr(settings, "SPINDLE_DATA", tmp_path)
    monkeypatch.setattr(settings, "SPINDLE_DATABASE", "")
    monkeypatch.delenv("SPINDLE_MASTER_KEY", raising=False)
    monkeypatch.delenv("SPINDLE_MASTER_KEY_COMMAND", raising=False)
    keys.forget()
    yield tmp_path
    keys.forget()


def test_the_first_start_makes_it(installation: Path) -> None:
    key = keys.master()
    keys.forget()
    assert keys.master() == key
    assert len(key) == 32


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_only_its_owner_may_read_it(installation: Path) -> None:
    keys.master()
    assert stat.S_IMODE((installation / "master.key").stat().st_mode) == 0o600


def test_from_the_environment(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINDLE_MASTER_KEY", _KEY)
    assert keys.master() == bytes.fromhex(_KEY)
    assert not (installation / "master.key").exists()


def test_from_a_command(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINDLE_MASTER_KEY_COMMAND", f"{sys.executable} -c \"print('{_KEY}')\"")
    assert keys.master() == bytes.fromhex(_KEY)


def test_a_command_that_fails_is_said(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINDLE_MASTER_KEY_COMMAND", f"{sys.executable} -c 'raise SystemExit(1)'")
    with pytest.raises(keys.KeyRefused, match="failed"):
        keys.master()


@pytest.mark.parametrize("text", ["", "ab", "zz" * 32, "ab" * 33])
def test_a_malformed_key_is_said_and_not_shown(installation: Path, text: str) -> None:
    (installation / "master.key").write_text(text)
    with pytest.raises(keys.KeyRefused, match="64 hexadecimal") as refused:
        keys.master()
    assert not text or text not in str(refused.value)


def test_a_missing_key_is_not_made_anew_over_data(installation: Path) -> None:
    open_control().close()
    (installation / "master.key").unlink()
    keys.forget()
    with pytest.raises(keys.KeyRefused, match="recovery code"):
        keys.master()


def test_another_installation_s_key_is_said(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_control().close()
    monkeypatch.setenv("SPINDLE_MASTER_KEY", _KEY)
    keys.forget()
    with pytest.raises(keys.KeyRefused, match="another installation"):
        open_control()


def test_the_control_database_reads_as_noise(installation: Path) -> None:
    open_control().close()
    assert not (installation / "control.db").read_bytes().startswith(b"SQLite")


def test_a_wrapped_key_is_for_its_company_alone(installation: Path) -> None:
    wrapped = keys.wrap(b"k" * 32, "acme")
    assert keys.unwrap(wrapped, "acme") == b"k" * 32
    with pytest.raises(crypto.Tampered):
        keys.unwrap(wrapped, "globex")


def test_a_destroyed_key_opens_nothing(installation: Path) -> None:
    with pytest.raises(crypto.Tampered):
        keys.unwrap(b"", "acme")


def test_purposes_have_keys_of_their_own(installation: Path) -> None:
    assert keys.derive("one") != keys.derive("two")


def test_a_secret_is_sealed_for_its_company(acme: Organisation, globex: Organisation) -> None:
    with acme.active():
        sealed = seal("pässword")
        assert unseal(sealed) == "pässword"
        assert "pässword".encode() not in sealed
        assert seal("pässword") != sealed
    with globex.active(), pytest.raises(crypto.Tampered):
        unseal(sealed)


@pytest.mark.parametrize("place", [0, 1, -1])
def test_an_altered_secret_is_refused(acme: Organisation, place: int) -> None:
    with active(acme.handle()):
        sealed = bytearray(seal("password"))
        sealed[place] ^= 1
        with pytest.raises(crypto.Tampered):
            unseal(bytes(sealed))
