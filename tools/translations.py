"""What translators need: `python -m tools.translations todo LANG`, `… merge LANG FILE` and `… tidy`.

`todo` prints what a language lacks, as lines of cells with tabs between them; `merge` takes the same lines back with
the last cells filled in. The cells of a line:

    text, translation
    text, plural, translation for one, translation for more
    ctx:CONTEXT, and then either of those

A line break in a cell is written \\n. Lines that begin with `# ` say where the texts below them stand. A line of
`merge` whose text the program does not have, or whose translation has other placeholders, tags or outer spaces, is
refused by its number and the others are taken; one that changes a translation replaces it. `tidy` takes out of all
catalogues what nothing says any more.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.catalogues import (
    TRANSLATED,
    catalogue_path,
    entry_of,
    faults,
    is_whole,
    read_catalogue,
    shown,
    write_catalogue,
)
from tools.check.report import ROOT
from tools.compile_messages import compile_messages
from tools.texts import Text, texts

CONTEXT = "ctx:"


class Translated(NamedTuple):
    """A line of a translator: a text and the translations of its forms."""

    text: Text
    translations: tuple[str, ...]


def todo(root: Path, language: str) -> Iterator[str]:
    """Yield the lines that a translator of this language has to fill, under the files that they stand in."""
    known = read_catalogue(catalogue_path(root, language))
    lacking = {text: at for text, at in texts(root) if text not in known or not is_whole(known[text])}
    file = ""
    for text, at in sorted(lacking.items(), key=lambda found: (found[1].rsplit(":", 1)[0], found[0])):
        if file != (file := at.rsplit(":", 1)[0]):
            yield f"# {file}"
        yield _line(text)


def merge(root: Path, language: str, lines: Iterable[str]) -> list[str]:
    """Put the translated lines into the catalogue. Returns what was refused, by line."""
    path, used = catalogue_path(root, language), dict(texts(root))
    entries, refused = read_catalogue(path), []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("# "):
            continue
        read = _read(line.rstrip("\r\n"))
        if not any(read.translations):
            continue
        wrong = ["the program has no such text"] if read.text not in used else list(faults(*read))
        refused += [f"line {number}: {fault}: {shown(read.text)}" for fault in wrong]
        if not wrong:
            entries[read.text] = entry_of(*read)
    write_catalogue(path, language, entries.values())
    return refused


def tidy(root: Path, language: str) -> list[Text]:
    """Take out of a catalogue what nothing says any more; returns that."""
    path, used = catalogue_path(root, language), dict(texts(root))
    entries = read_catalogue(path)
    unused = [text for text in entries if text not in used]
    if unused:
        write_catalogue(path, language, (entry for text, entry in entries.items() if text in used))
    return unused


def _line(text: Text) -> str:
    context = (f"{CONTEXT}{text.context}",) if text.context else ()
    words = (text.singular, text.plural, "", "") if text.plural else (text.singular, "")
    return "\t".join(cell.replace("\n", "\\n") for cell in (*context, *words))


def _read(line: str) -> Translated:
    cells = [cell.replace("\\n", "\n") for cell in line.split("\t")]
    context = cells.pop(0).removeprefix(CONTEXT) if cells[0].startswith(CONTEXT) else ""
    if len(cells) > 2:
        return Translated(Text(context, cells[0], cells[1]), tuple(cells[2:]))
    return Translated(Text(context, cells[0], ""), tuple(cells[1:]))


def main(words: Sequence[str]) -> int:
    """Run one of the three; 1 when a line was refused."""
    asked = _parser().parse_args(words)
    if asked.command == "todo":
        print("\n".join(todo(ROOT, asked.language)))
        return 0
    if asked.command == "merge":
        said = merge(ROOT, asked.language, asked.file.read_text(encoding="utf-8").split("\n"))
        left = sum(not line.startswith("# ") for line in todo(ROOT, asked.language))
        print(*said, f"{asked.language}: {left} to do", sep="\n")
    else:
        said = []
        for language in TRANSLATED:
            for text in tidy(ROOT, language):
                print(f"{language}: took out {shown(text)}")
    compile_messages(ROOT / "src/spindle/locale")
    return 1 if said else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description="Work on translations.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, said in (("todo", "what a language lacks"), ("merge", "take translated lines in")):
        command = commands.add_parser(name, help=said)
        command.add_argument("language", choices=TRANSLATED)
        if name == "merge":
            command.add_argument("file", type=Path)
    commands.add_parser("tidy", help="take out what nothing says any more")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
