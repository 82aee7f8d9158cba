"""`tools/compile_messages.py` writes what gettext reads, without GNU gettext."""

import gettext
from pathlib import Path

from tools.compile_messages import compile_messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def compiled(folder: Path, body: str) -> gettext.GNUTranslations:
    """The catalogue of `body`, read by the standard library."""
    source = folder / "nl/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(f"{HEAD}\n{body}", encoding="utf-8")
    compile_messages(folder)
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_text_is_translated(tmp_path: Path) -> None:
    assert compiled(tmp_path, 'msgid "Relation"\nmsgstr "Relatie"\n').gettext("Relation") == "Relatie"


def test_letters_beyond_ascii_and_quotes_stay(tmp_path: Path) -> None:
    dutch = compiled(tmp_path, 'msgid "Say \\"hi\\""\nmsgstr "Zeg „hé”\\n"\n')
    assert dutch.gettext('Say "hi"') == "Zeg „hé”\n"


def test_a_text_over_several_lines_is_one(tmp_path: Path) -> None:
    dutch = compiled(tmp_path, 'msgid ""\n"Nothing "\n"here"\nmsgstr ""\n"Niets "\n"hier"\n')
    assert dutch.gettext("Nothing here") == "Niets hier"


def test_plurals_follow_the_catalogue(tmp_path: Path) -> None:
    body = 'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d dag"\nmsgstr[1] "%d dagen"\n'
    dutch = compiled(tmp_path, body)
    assert [dutch.ngettext("%d day", "%d days", n) for n in (1, 2)] == ["%d dag", "%d dagen"]


def test_one_word_differs_by_context(tmp_path: Path) -> None:
    body = 'msgctxt "month"\nmsgid "May"\nmsgstr "mei"\n\nmsgctxt "verb"\nmsgid "May"\nmsgstr "mag"\n'
    dutch = compiled(tmp_path, body)
    assert (dutch.pgettext("month", "May"), dutch.pgettext("verb", "May")) == ("mei", "mag")


def test_fuzzy_and_empty_ones_stay_english(tmp_path: Path) -> None:
    dutch = compiled(tmp_path, '#, fuzzy\nmsgid "Tag"\nmsgstr "Dag"\n\nmsgid "Day"\nmsgstr ""\n')
    assert (dutch.gettext("Tag"), dutch.gettext("Day")) == ("Tag", "Day")


def test_a_catalogue_that_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    compiled(tmp_path, 'msgid "Relation"\nmsgstr "Relatie"\n')
    written = tmp_path / "nl/LC_MESSAGES/django.mo"
    before = written.stat().st_mtime_ns
    compile_messages(tmp_path)
    assert written.stat().st_mtime_ns == before
