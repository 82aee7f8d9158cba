"""Translations are whole: each text of the program is in each catalogue, translated, with the same placeholders.

The languages are those of the settings (product.md GE-1). What a catalogue has and the program has not is a fault too.
"""

from collections.abc import Iterator
from pathlib import Path

import polib

from tools.catalogues import (
    TRANSLATED,
    catalogue_path,
    faults,
    is_whole,
    read_catalogue,
    shown,
    text_of,
    translations_of,
)
from tools.check.report import Report, place
from tools.texts import Text, texts


def check_translations(root: Path, *, languages: tuple[str, ...] = TRANSLATED) -> Report:
    """Compare the catalogue of every language with the texts of the program."""
    used = dict(texts(root))
    return Report(sorted(found for language in languages for found in _compared(root, language, used)))


def _compared(root: Path, language: str, used: dict[Text, str]) -> Iterator[str]:
    path = catalogue_path(root, language)
    if not path.exists():
        yield f"{language}: no catalogue"
    known = read_catalogue(path)
    for text in used.keys() - known.keys():
        yield f"{used[text]}: no {language} for {shown(text)}"
    for text, entry in known.items():
        if text in used:
            yield from _problems(entry, path)
        else:
            yield f"{place(path, entry.linenum)}: nothing says {shown(text)} any more"


def _problems(entry: polib.POEntry, path: Path) -> Iterator[str]:
    text, where = text_of(entry), place(path, entry.linenum)
    if not is_whole(entry):
        yield f"{where}: not translated, so the English shows: {shown(text)}"
        return
    for fault in faults(text, translations_of(entry)):
        yield f"{where}: {fault} in the translation of {shown(text)}"
