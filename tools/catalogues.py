"""Catalogues: the translations of one language (`src/spindle/locale/<name>/LC_MESSAGES/django.po`), read and written.

A catalogue is written sorted by its texts and without places, so that two people's work on it merges line by line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polib
from django.utils.translation import to_locale

from spindle.config.settings import LANGUAGE_CODE, LANGUAGES
from tools.texts import Text

# The languages that have a catalogue: all of the program's (product.md GE-1) but the one that the sources are in.
TRANSLATED = tuple(code for code, _ in LANGUAGES if code != LANGUAGE_CODE)
# How many of a thing take which form; CLDR's further form for millions occurs nowhere here.
PLURALS = {
    "nl": "n != 1",
    "it": "n != 1",
    "fr": "n > 1",
    "da": "n != 1",
    "pt-br": "n > 1",
    "es": "n != 1",
}
WIDTH = 110
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def catalogue_path(root: Path, language: str) -> Path:
    """Where the catalogue of a language code (`pt-br`) is."""
    return root / "src/spindle/locale" / to_locale(language) / "LC_MESSAGES/django.po"


def read_catalogue(path: Path) -> dict[Text, polib.POEntry]:
    """The entries of a catalogue; none of one that is not there yet."""
    if not path.exists():
        return {}
    return {text_of(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def write_catalogue(path: Path, language: str, entries: Iterable[polib.POEntry]) -> None:
    """Write a catalogue anew."""
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Project-Id-Version": "Spindle",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals=2; plural=({PLURALS[language]});",
    }
    catalogue.extend(sorted(entries, key=lambda entry: (entry.msgid.casefold(), entry.msgctxt or "")))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def text_of(entry: polib.POEntry) -> Text:
    """The text that an entry translates."""
    return Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def entry_of(text: Text, translations: Sequence[str]) -> polib.POEntry:
    """A text with its translation, or with one for each form of its plural."""
    entry = polib.POEntry(msgid=text.singular, msgctxt=text.context or None)
    if "%(" in text.singular + text.plural:
        entry.flags.append("python-format")
    if text.plural:
        entry.msgid_plural, entry.msgstr_plural = text.plural, dict(enumerate(translations))
    else:
        (entry.msgstr,) = translations
    return entry


def translations_of(entry: polib.POEntry) -> list[str]:
    """The translation, or one for each form of the plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def is_whole(entry: polib.POEntry) -> bool:
    """Whether gettext shows this translation; otherwise the English shows."""
    return "fuzzy" not in entry.flags and all(translations_of(entry))


def faults(text: Text, translations: Sequence[str]) -> Iterator[str]:
    """Say what is wrong with translations of a text, whatever they mean."""
    wanted = _placeholders(text.singular) | _placeholders(text.plural)
    for number, translation in enumerate(translations):
        given = _placeholders(translation)
        # "One" may leave its number out, but nothing may name what is not given.
        may_lack = bool(text.plural) and number == 0 and given < wanted
        if given != wanted and not may_lack:
            yield f"other placeholders: {_listed(given)} for {_listed(wanted)}"
        original = text.plural if text.plural and number else text.singular
        if Counter(TAG.findall(translation)) != Counter(TAG.findall(original)):
            yield "other HTML tags"
        if _ends(translation) != _ends(original):
            yield "other spaces at the beginning or the end"
    forms = 2 if text.plural else 1
    if len(translations) != forms:
        yield f"{len(translations)} forms, not {forms}"


def shown(text: Text) -> str:
    """A text in a message: its beginning, where it is long."""
    return repr(text.singular if len(text.singular) < 80 else text.singular[:77] + "…")


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _listed(names: set[str]) -> str:
    return " ".join(sorted(names)) or "none"


def _ends(text: str) -> tuple[str, str]:
    inner = text.strip()
    return (text[: text.find(inner)], text[text.find(inner) + len(inner) :]) if inner else (text, "")
