"""Rich text as Outlook sends it: unpacked (MS-OXRTFCP), and its text or the HTML that is wrapped in it (MS-OXRTFEX)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spindle.mail.parsing.charsets import decode

LONGEST = 4_000_000
DEEPEST = 200
_MOST_TOKENS = 1_000_000

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"

_TOKEN = re.compile(
    rb"\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)"
)
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_WORDS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "cell": "\t",
    "tab": "\t",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
    "endash": "\u2013",
    "emdash": "\u2014",
}
# Destinations whose inside nobody reads.
_HIDDEN = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "objdata",
        "themedata",
        "header",
        "footer",
        "headerf",
        "footerf",
        "headerl",
        "footerl",
        "headerr",
        "footerr",
        "fldinst",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "bkmkstart",
        "bkmkend",
    ]
)
_CHARSETS = {
    0: "cp1252", 1: "", 2: "", 77: "mac-roman", 128: "shift_jis", 129: "cp949", 134: "gb18030", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rtf:
    """What rich text says; `html` only when it was made from HTML."""

    text: str
    html: str


def decompressed(packed: bytes) -> bytes:
    """The RTF in a compressed property, at most 4 MB; as far as it goes when it breaks off, b"" when it is none."""
    kind, body = packed[8:12], packed[16:]
    if kind == _PLAIN:
        return body[:LONGEST]
    return _unpacked(body) if kind == _PACKED else b""


def _unpacked(body: bytes) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write, place, size = len(_DICTIONARY), 0, len(body)
    out = bytearray()
    while place < size and len(out) < LONGEST:
        control = body[place]
        place += 1
        for bit in range(8):
            if not control >> bit & 1:
                piece, place = body[place : place + 1], place + 1
            else:
                pair = int.from_bytes(body[place : place + 2], "big")
                place += 2
                if place > size or pair >> 4 == write:
                    return bytes(out)
                # One byte at a time: a reference may run into what it writes itself.
                piece = b""
                for step in range((pair & 15) + 2):
                    window[write] = window[((pair >> 4) + step) % _WINDOW]
                    out.append(window[write])
                    write = (write + 1) % _WINDOW
                continue
            if not piece:
                return bytes(out)
            out += piece
            window[write] = piece[0]
            write = (write + 1) % _WINDOW
    return bytes(out)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces."""

    hidden: bool = False
    # Inside \htmlrtf: there for readers of RTF alone, when HTML is wrapped.
    for_rtf: bool = False
    codec: str = ""
    in_fonts: bool = False
    # Characters that stand for a \u before them.
    skip: int = 1


def read_rtf(data: bytes) -> Rtf:
    """The text of RTF; of RTF that was made from HTML, that HTML. Never raises."""
    if not data.lstrip().startswith(b"{\\rtf"):
        return Rtf("", "")
    is_html = b"\\fromhtml" in data[:2000]
    words = "".join(_Reader(is_html=is_html).read(data))
    return Rtf("", words.strip()) if is_html else Rtf(words.strip("\n"), "")


class _Reader:
    """Walks the tokens once."""

    def __init__(self, *, is_html: bool) -> None:
        self._is_html = is_html
        self._group = _Group()
        self._open: list[_Group] = []
        self._too_deep = 0
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._raw = bytearray()
        self._to_skip = 0
        self._high = 0
        # Just after a brace: a word there names the destination; after \* an unknown one is hidden.
        self._first = self._starred = False

    def read(self, data: bytes) -> Iterator[str]:
        """The words, piece by piece."""
        for count, found in enumerate(_TOKEN.finditer(data)):
            if count > _MOST_TOKENS:
                break
            kind = found.lastgroup
            if kind == "hex":
                self._byte(bytes([int(found["hex"], 16)]))
                self._first = False
                continue
            if kind == "text":
                yield from self._words(found["text"])
                continue
            yield from self._flushed()
            if kind == "brace":
                self._brace(found["brace"])
            elif kind in ("word", "number"):
                yield from self._word(found["word"].decode("ascii"), found["number"])
            elif kind == "sign":
                yield from self._sign(found["sign"])
        yield from self._flushed()

    @property
    def _silent(self) -> bool:
        return self._group.hidden or self._too_deep > 0 or (self._is_html and self._group.for_rtf)

    def _words(self, text: bytes) -> Iterator[str]:
        self._first = False
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        if not self._silent:
            self._raw += text
        return self._flushed() if text.isascii() and not self._has_high() else iter(())

    def _has_high(self) -> bool:
        # A second byte of a Chinese or Japanese letter may look like ASCII.
        return bool(self._raw) and not self._raw.isascii()

    def _byte(self, one: bytes) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif not self._silent:
            self._raw += one

    def _flushed(self) -> Iterator[str]:
        if self._raw:
            text = decode(bytes(self._raw), self._group.codec or self._page)
            self._raw.clear()
            yield text

    def _brace(self, brace: bytes) -> None:
        self._to_skip = 0
        if brace == b"{":
            self._first, self._starred = True, False
            if len(self._open) >= DEEPEST:
                self._too_deep += 1
            else:
                self._open.append(self._group)
        elif self._too_deep:
            self._too_deep -= 1
        elif self._open:
            self._group = self._open.pop()

    def _sign(self, sign: bytes) -> Iterator[str]:
        if sign == b"*":
            self._starred = True
            return
        self._first = False
        if sign in _SIGNS and not self._silent:
            yield _SIGNS[sign]

    def _word(self, word: str, digits: bytes | None) -> Iterator[str]:
        number = int(digits) if digits else None
        if self._first or self._starred:
            self._destination(word)
        self._first = self._starred = False
        if word == "u" and number is not None:
            yield from self._letter(number & 0xFFFF)
        elif word in _WORDS:
            if not self._silent:
                yield _WORDS[word]
        else:
            self._state(word, number)

    def _destination(self, word: str) -> None:
        if word == "htmltag" and self._is_html:
            self._group = replace(self._group, hidden=False)
        elif word == "fonttbl":
            self._group = replace(self._group, hidden=True, in_fonts=True)
        elif word in _HIDDEN or self._starred:
            self._group = replace(self._group, hidden=True)

    def _letter(self, code: int) -> Iterator[str]:
        """A \\u letter; two of them are one beyond the first 65,536."""
        self._to_skip = self._group.skip
        if self._silent:
            return
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                yield chr(0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00))
            self._high = 0
        elif code:
            yield chr(code)

    def _state(self, word: str, number: int | None) -> None:
        if word == "htmlrtf":
            self._group = replace(self._group, for_rtf=number != 0)
        elif word == "uc":
            self._group = replace(self._group, skip=min(max(number or 0, 0), 4))
        elif word == "ansicpg" and number:
            self._page = "utf-8" if number == 65001 else f"cp{number}"
        elif word == "f" and number is not None:
            self._font = number
            if not self._group.in_fonts:
                self._group = replace(self._group, codec=self._fonts.get(number, ""))
        elif word == "fcharset" and self._group.in_fonts and len(self._fonts) < 1000:
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
