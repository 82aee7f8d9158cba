"""What is damaged, cut off, newer or opened with the wrong code is refused with a sentence, and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from spindle.config.backup import unpacking
from spindle.config.backup.container import MANIFEST, Reader, Writer
from spindle.config.backup.errors import BackupRefused, CodeNeeded
from spindle.config.backup.head import read_head
from spindle.config.backup.restoring import restore
from spindle.config.backup.unpacking import head_of
from spindle.organisations import keys
from spindle.organisations.migrating import known_migrations
from spindle.organisations.models import Organisation
from spindle.organisations.recovery import CodeRefused, show_code
from tests.backup.conftest import Case, Change
from tests.engines import another_installation

Changed = Callable[[Change], Path]
HEAD_ENDS = b"\n"


@pytest.fixture(autouse=True)
def _nothing_changes(case: Case) -> Iterator[None]:
    """After each of these: no company, no folder, no draft."""
    case.delete()
    yield
    folder = settings.SPINDLE_DATA / "organisations"
    assert not Organisation.objects.exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(case.organisation.slug)] == []


def test_a_wrong_code(case: Case, tmp_path: Path) -> None:
    with another_installation(tmp_path):
        foreign = show_code()
    with pytest.raises(CodeRefused, match="another installation"):
        restore(case.file, code=foreign)


def test_a_code_with_a_typing_error(case: Case) -> None:
    with pytest.raises(CodeRefused, match="group 1"):
        restore(case.file, code=("B" if case.code[0] == "A" else "A") + case.code[1:])


def test_another_installation_without_a_code(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "master", lambda: bytes(32))
    with pytest.raises(CodeNeeded, match="its recovery code is needed"):
        restore(case.file)


@pytest.mark.parametrize("part", range(0, 100, 4))
def test_a_flipped_byte_anywhere(changed: Changed, part: int) -> None:
    with pytest.raises(BackupRefused, match=r"damaged|not a Spindle back-up"):
        restore(changed(lambda whole: _flipped(whole, len(whole) * part // 100)))


def test_a_flipped_last_byte(changed: Changed) -> None:
    with pytest.raises(BackupRefused, match="damaged or cut off in"):
        restore(changed(lambda whole: _flipped(whole, len(whole) - 1)))


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@pytest.mark.parametrize("left", [0, 1, 500, 2000, 100_000, 400_000, -300_000, -20, -1])
def test_a_cut_off_file(changed: Changed, left: int) -> None:
    with pytest.raises(BackupRefused, match=r"cut off|damaged|not a Spindle back-up"):
        restore(changed(lambda whole: whole[:left]))


def test_something_behind_the_end(changed: Changed) -> None:
    with pytest.raises(BackupRefused, match="damaged or cut off"):
        restore(changed(lambda whole: whole + b"more"))


def test_the_part_that_is_damaged_is_named(changed: Changed) -> None:
    # The rows come right after two small texts and are larger than what is read at once.
    with pytest.raises(BackupRefused, match=r"in main\.db\."):
        restore(changed(lambda whole: _flipped(whole, whole.index(HEAD_ENDS) + 400_000)))


def test_the_beginning_of_another_back_up(case: Case, changed: Changed) -> None:
    def with_another_head(whole: bytes) -> bytes:
        head, rest = whole.split(HEAD_ENDS, 1)
        told = read_head(BytesIO(head + HEAD_ENDS))
        return replace(told, version="0.0.9").to_line() + rest

    with pytest.raises(BackupRefused, match="belongs to another one"):
        restore(changed(with_another_head))


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(bytes(range(256)) * 100)
    with pytest.raises(BackupRefused, match="not a Spindle back-up"):
        restore(tmp_path / "photo")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot be read"):
        restore(tmp_path / "nowhere")


def test_a_newer_form_of_the_file(changed: Changed) -> None:
    def newer(whole: bytes) -> bytes:
        return whole.replace(b'{"spindle-backup": 1,', b'{"spindle-backup": 2,', 1)

    with pytest.raises(BackupRefused, match="newer version of Spindle"):
        restore(changed(newer))


def test_data_of_newer_code(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    known = known_migrations()
    monkeypatch.setattr(unpacking, "known_migrations", lambda: frozenset(list(known)[1:]))
    with pytest.raises(BackupRefused, match="newer version of Spindle"):
        restore(case.file)


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/escaped", "files/../../escaped", "master.key"])
def test_a_part_that_does_not_belong_there(case: Case, tmp_path: Path, name: str) -> None:
    crafted = tmp_path / "crafted"
    with head_of(case.file) as (head, rest), crafted.open("wb") as file:
        file.write(head.to_line())
        writer = Writer(file, head.data_key(None))
        with Reader(rest, head.data_key(None)) as reader:
            writer.add_text(MANIFEST, next(iter(reader))[1].read().decode())
        writer.add_text(name, "x")
        writer.finish()
    with pytest.raises(BackupRefused, match="does not know"):
        restore(crafted)
    assert not list(settings.SPINDLE_DATA.rglob("escaped"))
