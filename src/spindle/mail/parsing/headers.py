"""Header text and parameters as people wrote them: RFC 2047 words, RFC 2231 parameters, raw 8-bit bytes, and their faults.

A raw value is what the standard library's `compat32` gives: ASCII, with other bytes as surrogate escapes.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from spindle.mail.parsing.charsets import codec_for, decode

# A word may touch other text, hold spaces or question marks, or be cut off at the end of the value.
_WORD = re.compile(r"=\?([^?\s]*)\?([BbQq])\?(.*?)(\?=|\??\Z)")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_SPACES = re.compile(r"\s+")
# C0 and C1 controls, and what turns the direction of a line or hides in it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def unfold(raw: str) -> str:
    """A raw header value on one line."""
    return _FOLD.sub(" ", raw).strip() if "\n" in raw or "\r" in raw else raw.strip()


def as_text(raw: str, charset: str = "") -> str:
    """A raw value with its 8-bit bytes read (UTF-8, else `charset`, else a guess); encoded words are left as they are."""
    if raw.isascii() and "\x1b" not in raw:
        return raw
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8") if "\x1b" not in raw else decode(data, charset)
    except UnicodeError:
        return decode(data, charset)


def line(text: str) -> str:
    """`text` on one line, without control and direction characters, with single spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def header_text(raw: str, charset: str = "") -> str:
    """What a person reads in a raw header value: one line, encoded words decoded (RFC 2047). `charset` is for raw bytes."""
    text = as_text(unfold(raw), charset)
    return line(decode_words(text) if "=?" in text else text)


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; neighbours in one charset are joined first, for some split a character."""
    pieces: list[str] = []
    held, held_charset, end = b"", "", 0
    for start, stop, charset, data in _words(text):
        between = text[end:start]
        if held and (between.strip() or charset != held_charset):
            pieces.append(decode(held, held_charset))
            held = b""
        if between.strip() or not end:
            pieces.append(between)
        held, held_charset, end = held + data, charset, stop
    pieces.append(decode(held, held_charset))
    pieces.append(text[end:])
    return "".join(pieces)


def _words(text: str) -> Iterator[tuple[int, int, str, bytes]]:
    for match in _WORD.finditer(text):
        charset, encoding, payload, close = match.groups()
        if close == "?=" or codec_for(charset):
            data = _word_bytes(encoding, payload)
            yield match.start(), match.end(), charset.lower(), data


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "surrogateescape")
    if encoding in "Bb":
        return base64_word(data)
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)


def base64_word(data: bytes) -> bytes:
    """Base64 without regard to padding, spaces or a cut-off last group."""
    data = _NOT_BASE64.sub(b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


# An unquoted value may hold an encoded word with a semicolon in it.
_PARAMETER = re.compile(
    r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|((?:=\?[^?;]*\?[BbQq]\?[^?]*\?=|[^;])*))', re.DOTALL
)
_QUOTED_PAIR = re.compile(r'\\(["\\])')
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_EXTENDED = re.compile(r"([\w.:+-]*)'[\w-]*'(.*)\Z", re.DOTALL)


@lru_cache(maxsize=2048)
def parameters(raw: str, charset: str = "") -> tuple[str, Mapping[str, str]]:
    """The value of a Content-Type or Content-Disposition in lower case, and its parameters as text (RFC 2231, 2045)."""
    text = as_text(unfold(raw), charset)
    value = text.split(";", 1)[0].strip().lower()
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(text):
        named = _SECTION.match(match[1].lower())
        if named is None:
            continue
        written = _QUOTED_PAIR.sub(r"\1", match[2]) if match[2] is not None else match[3].strip()
        order = int(named[2]) if named[2] else -1
        sections.setdefault(named[1], []).append((order, bool(named[3]), written))
    return value, {name: _joined(found) for name, found in sections.items()}


def _joined(sections: list[tuple[int, bool, str]]) -> str:
    """One value of its sections: the continued and extended form wins over the plain one (RFC 2231 §3, §4)."""
    better = [section for section in sections if section[0] >= 0 or section[1]]
    if not better:
        return _plain(sections[0][2])
    better.sort(key=lambda section: section[0])
    charset, data = "", b""
    for place, (_, extended, written) in enumerate(better):
        head = _EXTENDED.match(written) if extended and place == 0 else None
        if head:
            charset, written = head[1], head[2]
        data += unquote_to_bytes(written) if extended else written.encode("utf-8", "surrogateescape")
    return line(decode_words(decode(data, charset)))


def _plain(written: str) -> str:
    if "=?" in written:
        return line(decode_words(written))
    extended = _EXTENDED.match(written) if "''" in written else None
    if extended and codec_for(extended[1]):
        return line(decode(unquote_to_bytes(extended[2]), extended[1]))
    return line(written)
