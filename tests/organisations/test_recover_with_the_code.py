"""With the paper alone, and the recovery file that a back-up carries, every company opens again."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from spindle.organisations import keys, recovery


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new data folder."""
    monkeypatch.setattr(settings, "SPINDLE_DATA", tmp_path)
    monkeypatch.setattr(settings, "SPINDLE_DATABASE", "")
    keys.forget()
    yield tmp_path
    keys.forget()


def test_the_code_rebuilds_the_key(installation: Path) -> None:
    key, code = keys.master(), recovery.show_code()
    (installation / "master.key").unlink()
    recovery.recover(code)
    assert keys.master() == key


def test_another_machine_needs_only_code_and_file(installation: Path) -> None:
    key, code = keys.master(), recovery.show_code()
    carried = recovery.ensure_code().to_json()
    assert recovery.master_key(code, recovery.Recovery.from_json(carried)) == key


def test_it_can_be_shown_again(installation: Path) -> None:
    assert recovery.show_code() == recovery.show_code()


def test_its_shape(installation: Path) -> None:
    assert [len(group) for group in recovery.show_code().split("-")] == [5] * 8


def test_the_file_tells_nothing(installation: Path) -> None:
    key, code = keys.master(), recovery.show_code()
    text = (installation / "recovery.json").read_text()
    assert key.hex() not in text
    assert code not in text
    assert code.encode().hex() not in text


def test_small_letters_spaces_and_misread_letters(installation: Path) -> None:
    code = recovery.show_code()
    typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert recovery.normalise(typed) == code


def test_every_wrong_character_is_found_with_its_group(installation: Path) -> None:
    code = recovery.show_code()
    for place, letter in enumerate(code):
        if letter == "-":
            continue
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if other != letter:
                with pytest.raises(recovery.CodeRefused, match=f"group {place // 6 + 1} "):
                    recovery.normalise(code[:place] + other + code[place + 1 :])


def test_swapped_characters_are_found(installation: Path) -> None:
    for group, place in itertools.product(range(8), range(4)):
        groups = recovery.show_code().split("-")
        letters = list(groups[group])
        if letters[place] == letters[place + 1]:
            continue
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
        groups[group] = "".join(letters)
        with pytest.raises(recovery.CodeRefused):
            recovery.normalise("-".join(groups))


def test_swapped_groups_are_found(installation: Path) -> None:
    groups = recovery.show_code().split("-")
    groups[2], groups[5] = groups[5], groups[2]
    with pytest.raises(recovery.CodeRefused):
        recovery.normalise("-".join(groups))


def test_a_missing_group_is_said(installation: Path) -> None:
    with pytest.raises(recovery.CodeRefused, match="40 letters and digits; this has 35"):
        recovery.normalise(recovery.show_code()[6:])


def test_another_installation_s_code(
    installation: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    foreign = recovery.show_code()
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr(settings, "SPINDLE_DATA", other)
    recovery.ensure_code()
    with pytest.raises(recovery.CodeRefused, match="another installation"):
        recovery.recover(foreign)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"salt": "zz"}'])
def test_a_damaged_file_is_said(text: str) -> None:
    with pytest.raises(recovery.CodeRefused, match="damaged"):
        recovery.Recovery.from_json(text)


def test_confirming(installation: Path) -> None:
    assert not recovery.is_confirmed()
    recovery.confirm(recovery.show_code())
    assert recovery.is_confirmed()


def test_confirming_with_a_wrong_code(installation: Path) -> None:
    with pytest.raises(recovery.CodeRefused):
        recovery.confirm("00000-" * 7 + "00000")
    assert not recovery.is_confirmed()
