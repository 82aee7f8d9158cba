"""A translator gets what his language lacks, and gives it back (tools/translations.py)."""

from pathlib import Path

import polib
import pytest
from django.utils.translation import to_locale

from tools.catalogues import PLURALS, TRANSLATED, catalogue_path
from tools.texts import Text
from tools.translations import merge, tidy, todo

WORDS = """
_("Save")
_("Line one\\nline two")
ngettext("%(n)d day", "%(n)d days", n)
pgettext("month", "May")
_("<b>{name}</b> waits")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program with a text of each kind, and no catalogue."""
    path = tmp_path / "src/spindle/home/words.py"
    path.parent.mkdir(parents=True)
    path.write_text(WORDS, encoding="utf-8")
    return tmp_path


def lines(program: Path, language: str = "fr") -> list[str]:
    return [line for line in todo(program, language) if not line.startswith("# ")]


def test_what_a_language_lacks_is_a_line_each(program: Path) -> None:
    assert set(lines(program)) == {
        "Save\t",
        "Line one\\nline two\t",
        "%(n)d day\t%(n)d days\t\t",
        "ctx:month\tMay\t",
        "<b>{name}</b> waits\t",
    }


def test_the_same_lines_come_back_with_their_translation(program: Path) -> None:
    french = [
        "# src/spindle/home/words.py",
        "Save\tEnregistrer",
        "Line one\\nline two\tUne ligne\\ndeux lignes",
        "%(n)d day\t%(n)d days\t%(n)d jour\t%(n)d jours",
        "ctx:month\tMay\tmai",
    ]
    assert merge(program, "fr", french) == []
    assert lines(program) == ["<b>{name}</b> waits\t"]
    catalogue = polib.pofile(str(catalogue_path(program, "fr")))
    assert catalogue.find("Save").msgstr == "Enregistrer"
    assert catalogue.find("%(n)d day").msgstr_plural == {0: "%(n)d jour", 1: "%(n)d jours"}


def test_twice_is_the_same_as_once_and_the_later_word_holds(program: Path) -> None:
    merge(program, "da", ["Save\tGem"])
    once = catalogue_path(program, "da").read_bytes()
    merge(program, "da", ["Save\tGem"])
    assert catalogue_path(program, "da").read_bytes() == once
    merge(program, "da", ["Save\tGem det"])
    assert polib.pofile(str(catalogue_path(program, "da"))).find("Save").msgstr == "Gem det"


@pytest.mark.parametrize(
    "line",
    [
        "Sav\tEnregistrer",
        "%(n)d day\t%(n)d days\t%(m)d jour\t%(n)d jours",
        "%(n)d day\t%(n)d days\t%(n)d jour",
        "<b>{name}</b> waits\t<b>{nom}</b> attend",
        "<b>{name}</b> waits\t{name} attend",
        "Save\tEnregistrer ",
        "ctx:verb\tMay\tpeut",
    ],
)
def test_a_line_that_does_not_fit_is_refused_and_the_others_are_taken(program: Path, line: str) -> None:
    refused = merge(program, "fr", [line, "ctx:month\tMay\tmai"])
    assert refused
    assert all(said.startswith("line 1: ") for said in refused)
    assert len(polib.pofile(str(catalogue_path(program, "fr")))) == 1


def test_what_nothing_says_any_more_goes(program: Path) -> None:
    merge(program, "es", ["Save\tGuardar", "ctx:month\tMay\tmayo"])
    (program / "src/spindle/home/words.py").write_text('_("Save")', encoding="utf-8")
    assert tidy(program, "es") == [Text("month", "May", "")]
    assert len(polib.pofile(str(catalogue_path(program, "es")))) == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_says_its_plurals(program: Path, language: str) -> None:
    merge(program, language, ["Save\tX"])
    path = catalogue_path(program, language)
    assert path.parts[-3] == to_locale(language)
    assert PLURALS[language] in polib.pofile(str(path)).metadata["Plural-Forms"]
