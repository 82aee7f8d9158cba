"""The small pieces on every row: what they draw, and that a customer's text never becomes markup."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from spindle.ui.drawing.entries import entry
from spindle.ui.markup import avatar, badge, initials
from spindle.ui.rows import EntryRow, Person
from spindle.ui.specimens import entries

PROGRAM = Path(__file__).resolve().parents[2] / "src/spindle"
ICONS = {path.stem for path in (PROGRAM / "ui/icons").glob("*.svg")}
NAMED = re.compile(r"""(?:\{% icon |\{% button [^%]*?"[^"]*" |icon[a-z_]*=)["']([a-z][a-z0-9-]+)["']""")


def drawn(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def icons_named() -> Iterator[tuple[str, str]]:
    for path in (*PROGRAM.rglob("*.html"), *PROGRAM.rglob("*.py")):
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            yield path.name, name


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    assert [(file, name) for file, name in icons_named() if name not in ICONS] == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anneke van den Berg", "AB"),
        ("Zilt", "ZI"),
        ("06 2918 4471", "04"),
        ("«»", "«"),
        ("", "?"),
        ("éva ős", "ÉŐ"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_unknown_sender_is_said_in_words() -> None:
    assert 'aria-label="Unknown sender"' in avatar(Person("06 2918 4471", "unknown"))


def test_a_face_beside_a_name_is_for_the_eye_only() -> None:
    assert 'aria-hidden="true"' in avatar(Person("Anneke"))


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (None, ""), (7, ">7<"), (1000, ">999+<")])
def test_a_badge_counts_to_999(count: int | None, shown: str) -> None:
    assert (shown in badge(count)) if shown else badge(count) == ""


def test_a_button_says_its_key_and_passes_attributes_on() -> None:
    html = drawn(
        '{% button "Finish" "check" only_icon=True shortcut="g i" hx_post="/x/" hx_target__inherited="#y" %}'
    )
    assert 'title="Finish (G I)"' in html
    assert 'aria-label="Finish"' in html
    assert 'hx-post="/x/"' in html
    assert 'hx-target:inherited="#y"' in html
    assert 'type="button"' in html


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (284_000, "284\xa0kB"),
        (1_800_000, "1.8\xa0MB"),
        (999_700, "1.0\xa0MB"),
        (25_000_000_000, "25\xa0GB"),
    ],
)
def test_a_size_in_the_unit_that_a_person_reads(size: int, words: str) -> None:
    assert drawn("{{ size|filesize }}", size=size) == words


def test_numbers_by_language() -> None:
    with translation.override("nl"):
        assert drawn("{{ n|number }} {{ size|filesize }}", n=12480, size=1_800_000) == "12.480 1,8\xa0MB"


@pytest.mark.parametrize("row", entries(), ids=lambda row: str(row.id))
def test_a_row_shows_a_name_as_it_was_written(row: EntryRow) -> None:
    html = entry(row)
    assert "<b>Vet" not in html
    assert html.count("data-row ") == 1
    assert f'id="entry-{row.id}"' in html
