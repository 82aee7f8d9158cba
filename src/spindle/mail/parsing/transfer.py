"""Content-Transfer-Encodings undone, whole or piece by piece, whatever is wrong with them (RFC 2045 §6, uuencode).

`decoder(encoding)` gives a function that takes a piece and whether it is the last one.
"""

import binascii
import re
from collections.abc import Callable

BASE64, QUOTED, UU, PLAIN = "base64", "quoted-printable", "x-uuencode", ""
_NAMES = {
    "base64": BASE64,
    "b": BASE64,
    "base-64": BASE64,
    "quoted-printable": QUOTED,
    "quotedprintable": QUOTED,
    "quoted_printable": QUOTED,
    "qp": QUOTED,
    "q": QUOTED,
    "x-uuencode": UU,
    "x-uue": UU,
    "uuencode": UU,
    "uue": UU,
}
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_NOT_BASE64_OR_PAD = bytes(set(_NOT_BASE64) - {ord("=")})
_PADDING = re.compile(rb"=[=\s]*")
_FOOTER = re.compile(rb"[^A-Za-z0-9+/=\r\n]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_UU_BEGIN = re.compile(rb"begin(?:-base64)? [0-7]{3,4} ([^\r\n]*)")
_SOFT_BREAK = re.compile(rb"=[ \t]*\r?\n")

Decoder = Callable[[bytes, bool], bytes]


def encoding_of(raw: str) -> str:
    """The encoding that a raw Content-Transfer-Encoding means: one of the constants above."""
    name = raw.split(";")[0].split("(")[0].strip(" \t\r\n\"'").lower()
    return _NAMES.get(name, PLAIN)


def decoded(data: bytes, encoding: str) -> bytes:
    """All of `data` decoded."""
    return decoder(encoding)(data, True)


def decoded_size(data: bytes, encoding: str) -> int:
    """How many bytes `data` decodes to."""
    pad = data.find(b"=") if encoding == BASE64 else -1
    if encoding == BASE64 and (pad < 0 or not data[pad:].strip(b"= \t\r\n")):
        return base64_size(len(data.translate(None, _NOT_BASE64)))
    return len(data) if encoding == PLAIN else len(decoded(data, encoding))


def base64_letters(data: bytes) -> int:
    """How many letters of the base64 alphabet stand in `data`."""
    return len(data.translate(None, _NOT_BASE64))


def base64_size(letters: int) -> int:
    """How many bytes that many letters of base64 stand for."""
    return letters * 3 // 4


def decoder(encoding: str) -> Decoder:
    """A decoder for pieces of one part, in order; it keeps what a piece leaves unfinished."""
    if encoding == BASE64:
        return _Base64()
    if encoding == QUOTED:
        return _ByLines(_quoted)
    if encoding == UU:
        return _ByLines(_uu)
    return _as_it_is


def looks_like_text(data: bytes) -> bool:
    """Whether something declared as base64 is plainly readable text: its first line has spaces or punctuation."""
    first = data[:2000].strip().split(b"\n", 1)[0].strip()
    return first.isascii() and _FOOTER.search(first) is not None


def _as_it_is(piece: bytes, last: bool) -> bytes:
    return piece


class _Base64:
    """Skips what is no base64, goes on after a padding when base64 follows (two joined), and forgives a missing one.

    After a padding followed by something else, a mailing list's footer, it is deaf.
    """

    __slots__ = ("_deaf", "_padded", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._padded = self._deaf = False

    def __call__(self, piece: bytes, last: bool) -> bytes:
        out: list[bytes] = []
        for count, stretch in enumerate(_PADDING.split(piece)):
            if count:
                out.append(_group(self._rest))
                self._rest, self._padded = b"", True
            if self._hears(stretch):
                data = self._rest + stretch.translate(None, _NOT_BASE64)
                whole = len(data) // 4 * 4
                out.append(_group(data[:whole]))
                self._rest = data[whole:]
        if last:
            out.append(_group(self._rest))
        return b"".join(out)

    def _hears(self, stretch: bytes) -> bool:
        """Whether `stretch` counts: after a padding only what looks like more base64."""
        stretch = stretch.lstrip(b" \t\r\n") if self._padded else b""
        if stretch:
            self._deaf = self._deaf or _FOOTER.search(stretch[:76]) is not None
            self._padded = False
        return not self._deaf


def _group(letters: bytes) -> bytes:
    """Decodes letters of the alphabet; a last single one carries no whole byte."""
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)) if letters else b""


class _ByLines:
    """Decodes whole lines, and keeps the last, unfinished one for the next piece."""

    __slots__ = ("_decode", "_rest")

    def __init__(self, decode: Callable[[bytes], bytes]) -> None:
        self._decode = decode
        self._rest = b""

    def __call__(self, piece: bytes, last: bool) -> bytes:
        data = self._rest + piece
        end = len(data) if last else data.rfind(b"\n") + 1
        # One endless line must not be kept in memory: a break between two of its escapes does no harm.
        if not last and len(data) - end > 1 << 20:
            end = max(data.rfind(b"=", 0, len(data) - 3), len(data) - 3)
        self._rest = data[end:]
        return self._decode(data[:end])


def _quoted(data: bytes) -> bytes:
    return binascii.a2b_qp(_SOFT_BREAK.sub(b"=\n", data) if b"= " in data or b"=\t" in data else data)


def _uu(data: bytes) -> bytes:
    return b"".join(_uu_line(line) for line in _LINE_END.split(data))


def _uu_line(line: bytes) -> bytes:
    """One line; none for begin, end and blank ones. A wrong length is put right (RFC-less, POSIX uuencode)."""
    if not line or line == b"end" or line == b"`" or _UU_BEGIN.match(line):
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        letters = ((line[0] - 32) & 63) * 4 // 3 + 3
        return _forced_uu(line[: letters + 1])


def _forced_uu(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""


_UU_FILE = re.compile(
    rb"^begin [0-7]{3} (?P<name>[^\r\n]{1,200})\r?\n(?:[!-`][ -`]{0,90}\r?\n)+(?:[ `]?\r?\n)?end[ \t]*\r?$",
    re.MULTILINE,
)


def uuencoded_files(data: bytes) -> list[tuple[str, int, int]]:
    """(name, start, end) of the files that stand uuencoded in a text, from before MIME."""
    return [(found["name"].decode("utf-8", "replace"), *found.span()) for found in _UU_FILE.finditer(data)]


def without_uuencoded(data: bytes) -> bytes:
    """The text without those files."""
    return _UU_FILE.sub(b"", data)


def uu_name(data: bytes) -> str:
    """The file name in a uuencoded part's first line; "" when there is none."""
    match = _UU_BEGIN.search(data)
    return match[1].decode("utf-8", "replace") if match else ""


def is_unknown(raw: str) -> bool:
    """Whether this is an encoding of its own that we cannot undo, so that the part is a file (RFC 2045 §6.4)."""
    return encoding_of(raw) == PLAIN and raw.strip(" \t\r\n\"'").lower().startswith("x-")
