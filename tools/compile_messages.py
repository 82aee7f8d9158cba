"""Compile translations: every `django.po` below a locale folder to the `.mo` that gettext reads.

Written here because GNU gettext is not on every machine; the format is that of the GNU gettext manual,
"The Format of GNU MO Files". Fuzzy and empty translations are left out, so that the English shows instead.
"""

import ast
import re
import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = 0x950412DE
HEADER = struct.Struct("<7I")
PAIR = struct.Struct("<2I")
KEYWORD = re.compile(r"^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(?=\")")


def compile_messages(locale: Path) -> None:
    """Write the `.mo` beside each `.po` below `locale`, where it is not there yet or differs."""
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = as_mo(dict(messages(source.read_text(encoding="utf-8"))))
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled:
            target.write_bytes(compiled)


def messages(po: str) -> Iterator[tuple[str, str]]:
    """Yield (key, translation) of each usable message of a PO file's text, in gettext's own spelling.

    The key is `context EOT id` where there is a context; of a plural, forms are joined by NUL.
    """
    for block in re.split(r"\n\s*\n", po):
        lines = [line.strip() for line in block.splitlines()]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields = _fields(line for line in lines if line and not line.startswith("#"))
        translations = [text for name, text in sorted(fields.items()) if name.startswith("msgstr")]
        if "msgid" in fields and translations and all(translations):
            yield _key(fields), "\0".join(translations)


def _fields(lines: Iterator[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if found := KEYWORD.match(line):
            name = found[1]
            line = line[found.end() :]
        fields[name] = fields.get(name, "") + ast.literal_eval(line)
    return fields


def _key(fields: dict[str, str]) -> str:
    context = f"{fields['msgctxt']}\x04" if "msgctxt" in fields else ""
    plural = f"\0{fields['msgid_plural']}" if "msgid_plural" in fields else ""
    return context + fields["msgid"] + plural


def as_mo(catalogue: dict[str, str]) -> bytes:
    """The catalogue as an MO file: header, table of ids, table of translations, then the strings, sorted by id."""
    pairs = sorted((key.encode(), value.encode()) for key, value in catalogue.items())
    count = len(pairs)
    ids_at = HEADER.size
    values_at = ids_at + count * PAIR.size
    strings_at = values_at + count * PAIR.size
    ids, id_table = _laid_out([key for key, _ in pairs], strings_at)
    values, value_table = _laid_out([value for _, value in pairs], strings_at + len(ids))
    header = HEADER.pack(MAGIC, 0, count, ids_at, values_at, 0, strings_at)
    return header + id_table + value_table + ids + values


def _laid_out(strings: list[bytes], start: int) -> tuple[bytes, bytes]:
    """The strings one after another, each closed by NUL, and their table of (length, offset from the file's start)."""
    table = bytearray()
    for string in strings:
        table += PAIR.pack(len(string), start)
        start += len(string) + 1
    return b"".join(string + b"\0" for string in strings), bytes(table)


if __name__ == "__main__":
    compile_messages(Path(__file__).resolve().parents[1] / "src/spindle/locale")
