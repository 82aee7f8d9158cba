"""`spindle …` on a terminal and in scripts: what it does, what it says, and its exit codes."""

import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password

import spindle
from spindle.accounts.actions import sign_up
from spindle.accounts.models import Identity, Membership
from spindle.config.cli import main
from spindle.organisations import keys, recovery
from spindle.organisations.actions import set_paused
from spindle.organisations.models import Organisation, State
from tests.accounts.factories import PASSWORD, wish
from tests.backup.commands import environment
from tests.engines import only_sqlcipher

ROOT = Path(__file__).resolve().parents[2]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def eline(control: None) -> Membership:
    """The founder of Acme."""
    return sign_up(wish("Acme", email="eline@acme.example"))


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What a script passes on standard input."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    monkeypatch.setattr(sys, "stdin", os.fdopen(reading))


def test_the_version_is_the_package_s() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == spindle.__version__


# --- companies ------------------------------------------------------------------------------------------------------


def test_list_names_companies_and_how_they_do(eline: Membership, globex: Organisation, capsys: Said) -> None:
    set_paused(globex, paused=True)
    assert main(["org", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == [eline.organisation.slug, "ready", "1", "user", "Acme"]
    assert second.split() == [globex.slug, "paused", "0", "users", "Globex"]


def test_list_without_companies(control: None, capsys: Said) -> None:
    assert main(["org", "list"]) == 0
    assert capsys.readouterr().out == "There are no companies yet.\n"


def test_create_with_a_link_for_the_first_user(control: None, capsys: Said) -> None:
    words = ["--language", "nl", "--time-zone", "Europe/Amsterdam", "--administrator", "eline@acme.example"]
    assert main(["org", "create", "Bakkerij De Groot", *words]) == 0
    made = Organisation.objects.get()
    assert (made.name, made.language, made.time_zone) == ("Bakkerij De Groot", "nl", "Europe/Amsterdam")
    assert "/account/invitation/" in capsys.readouterr().out
    assert made.invitations.get().role == "administrator"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["  "], "A company needs a name."),
        (["Acme", "--time-zone", "Mars/Olympus"], "There is no time zone Mars/Olympus."),
        (["Acme", "--administrator", "eline"], "eline is no e-mail address."),
    ],
)
def test_create_refuses_what_cannot_be(control: None, capsys: Said, words: list[str], sentence: str) -> None:
    assert main(["org", "create", *words]) == 1
    assert sentence in capsys.readouterr().err
    assert not Organisation.objects.exists()


def test_migrate_says_that_all_is_well(acme: Organisation, capsys: Said) -> None:
    assert main(["org", "migrate"]) == 0
    assert capsys.readouterr().out == "All companies are up to date.\n"


def test_migrate_names_what_it_cannot_use(acme: Organisation, capsys: Said) -> None:
    from django.db import connections

    with acme.active(), connections["organisation"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '9999_x', '2026-01-01')"
        )
    assert main(["org", "migrate"]) == 1
    assert f"Acme ({acme.slug}) was used with a newer version of Spindle." in capsys.readouterr().out
    acme.refresh_from_db()
    assert acme.state == State.NEWER


def test_delete_takes_the_name_typed(
    eline: Membership, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    typed(monkeypatch, "Acme")
    assert main(["org", "delete", eline.organisation.slug]) == 0
    assert "Deleted Acme and the sign-in of its users." in capsys.readouterr().out
    assert not Organisation.objects.exists()
    assert not Identity.objects.exists()


def test_delete_with_another_name_deletes_nothing(
    eline: Membership, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    typed(monkeypatch, "acme")
    assert main(["org", "delete", eline.organisation.slug]) == 1
    assert "nothing was deleted" in capsys.readouterr().err
    assert Organisation.objects.count() == 1


def test_delete_keeps_who_is_in_another_company(eline: Membership, capsys: Said) -> None:
    sign_up(wish("Globex", email="eline@acme.example", password=PASSWORD))
    assert main(["org", "delete", eline.organisation.slug, "--yes"]) == 0
    assert Identity.objects.count() == 1


def test_backup_verify_restore(eline: Membership, tmp_path: Path, capsys: Said) -> None:
    slug, file = eline.organisation.slug, str(tmp_path / "acme")
    assert main(["org", "backup", slug, file]) == 0
    assert main(["org", "verify", file]) == 0
    assert main(["org", "verify", slug]) == 0
    assert main(["org", "restore", file]) == 1
    assert main(["org", "restore", file, "--as-new"]) == 0
    said = capsys.readouterr()
    assert "is whole: 0 messages" in said.out
    assert "is not overwritten" in said.err
    assert "stand still" in said.out
    assert Organisation.objects.count() == 2


@only_sqlcipher
def test_verify_says_what_is_damaged(eline: Membership, capsys: Said) -> None:
    main_db = eline.organisation.handle().main
    content = bytearray(main_db.read_bytes())
    content[-100] ^= 1
    main_db.write_bytes(content)
    assert main(["org", "verify", eline.organisation.slug]) == 1
    said = capsys.readouterr()
    assert "The database is damaged" in said.out
    assert "Acme is damaged." in said.err


@pytest.mark.parametrize("words", [["backup", "nobody", "x"], ["verify", "nobody"], ["delete", "nobody"]])
def test_a_company_that_is_not_there(control: None, capsys: Said, words: list[str]) -> None:
    assert main(["org", *words]) == 1
    assert "There is no company with the short name nobody." in capsys.readouterr().err


def test_a_back_up_into_a_folder_that_is_not_there(eline: Membership, capsys: Said) -> None:
    assert main(["org", "backup", eline.organisation.slug, "/nowhere/at/all/file"]) == 1
    assert "No such file or directory" in capsys.readouterr().err


# --- keys and passwords ----------------------------------------------------------------------------------------------


def test_the_recovery_code_is_shown(control: None, capsys: Said) -> None:
    assert main(["key", "show-recovery"]) == 0
    assert capsys.readouterr().out.strip() == recovery.show_code()


def test_recover_refuses_a_wrong_code_and_leaves_the_key(control: None, tmp_path: Path, capsys: Said) -> None:
    before = keys.master()
    (tmp_path / "code").write_text("00000-" * 7 + "00000")
    assert main(["key", "recover", "--code-file", str(tmp_path / "code")]) == 1
    keys.forget()
    assert keys.master() == before
    assert "typing error in group 1" in capsys.readouterr().err


def test_a_made_up_password_is_printed_once_and_works(eline: Membership, capsys: Said) -> None:
    assert main(["member", "reset-password", "Eline@Acme.example", "--print"]) == 0
    password = capsys.readouterr().out.split()[-1]
    validate_password(password)
    assert Identity.objects.get().check_password(password)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Tafelpoot2", "Tafelpoot3"], "The two are not the same"),
        (["short", "short"], "still needs: 8 characters"),
        ([], "still needs: 8 characters"),
    ],
)
def test_a_password_that_cannot_be(
    eline: Membership, monkeypatch: pytest.MonkeyPatch, capsys: Said, lines: list[str], sentence: str
) -> None:
    typed(monkeypatch, *lines)
    assert main(["member", "reset-password", "eline@acme.example"]) == 1
    assert sentence in capsys.readouterr().err
    assert Identity.objects.get().check_password(PASSWORD)


def test_a_typed_password(eline: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "Tafelpoot2", "Tafelpoot2")
    assert main(["member", "reset-password", "eline@acme.example"]) == 0
    assert Identity.objects.get().check_password("Tafelpoot2")


def test_nobody_with_that_address(control: None, capsys: Said) -> None:
    assert main(["member", "reset-password", "nobody@acme.example", "--print"]) == 1
    assert "Nobody signs in with the address nobody@acme.example." in capsys.readouterr().err


def test_members_are_listed(eline: Membership, capsys: Said) -> None:
    assert main(["member", "list", eline.organisation.slug]) == 0
    assert capsys.readouterr().out.split() == ["Administrator", "eline@acme.example", "Eline", "Visser"]


# --- the folder, and the terminal ------------------------------------------------------------------------------------


def run(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own, for what is decided before Django loads."""
    command = [sys.executable, "-m", "spindle.config.cli", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(data), timeout=120
    )


def test_data_is_heeded_wherever_it_stands_and_nothing_is_made_there(tmp_path: Path) -> None:
    for words in (
        ["--data", str(tmp_path / "there"), "org", "list"],
        ["org", "list", f"--data={tmp_path / 'there'}"],
    ):
        done = run(*words, data=tmp_path / "elsewhere")
        assert done.returncode == 1
        assert f"There is no Spindle in {tmp_path / 'there'}." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_is_not_understood(tmp_path: Path) -> None:
    assert run("org", "explode", data=tmp_path).returncode == 2


def test_on_a_terminal_a_password_is_not_shown(eline: Membership) -> None:
    """Through a real terminal: what is typed is not echoed."""
    command = [sys.executable, "-m", "spindle.config.cli", "member", "reset-password", "eline@acme.example"]
    from django.conf import settings

    process, terminal = pty.fork()
    if process == 0:
        os.execve(sys.executable, command, environment(settings.SPINDLE_DATA))
    said = _converse(terminal, [b"New password: ", b"The same again: "], b"Tafelpoot9\n")
    os.waitpid(process, 0)
    assert b"is changed" in said
    assert b"Tafelpoot9" not in said


def _converse(terminal: int, questions: list[bytes], answer: bytes) -> bytes:
    said = b""
    for question in questions:
        while question not in said:
            said += os.read(terminal, 1024)
        os.write(terminal, answer)
    try:
        while piece := os.read(terminal, 1024):
            said += piece
    except OSError:  # Linux says so when the other end has gone
        pass
    return said
