"""ISO-2022-JP as mail programs write it: also half-width katakana, the vendors' row 13, and raw Shift-JIS codes.

Python's codec refuses those; here each run between escapes is read by the code page that knows it (RFC 1468, cp50221).
"""

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([DQOP]|\([BJIH]|\$A|\$\(C|&@)")
_TWO_BYTE = frozenset({b"$@", b"$B", b"$(Q", b"$(O"})


def decode_iso2022_jp(data: bytes) -> str:
    """Text of `data`; what cannot be read becomes U+FFFD."""
    pieces = _ESCAPE.split(data)
    text = [_single(pieces[0])]
    for charset, run in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_run(charset, run))
    return "".join(text)


def _run(charset: bytes, run: bytes) -> str:
    if charset in _TWO_BYTE:
        return "".join(_double(part) if index % 2 == 0 else part.decode() for index, part in _by_line(run))
    if charset == b"(I":
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in run).decode("cp932", "replace")
    if charset == b"$(D":
        return (b"\x1b$(D" + run + b"\x1b(B").decode("iso2022_jp_1", errors="replace")
    if charset == b"$A":
        return _high(run).decode("gb2312", errors="replace")
    if charset == b"$(C":
        return _high(run).decode("euc_kr", errors="replace")
    return _single(run)


def _by_line(run: bytes) -> enumerate[bytes]:
    """Runs of characters at even places and line ends or spaces at odd ones: some never switch back at a line's end."""
    return enumerate(re.split(rb"([\r\n\t ]+)", run))


def _double(run: bytes) -> str:
    codes = bytearray()
    for high, low in zip(run[::2], run[1::2], strict=False):
        codes += _shift_jis(high & 0x7F, low & 0x7F)
    return codes.decode("cp932", errors="replace")


def _shift_jis(high: int, low: int) -> bytes:
    """The Shift-JIS code of a JIS row and cell (JIS X 0208, annex 1)."""
    if high % 2:
        low += 0x20 if low >= 0x60 else 0x1F
    else:
        low += 0x7E
    lead = (high + 1) // 2 + (0x70 if high < 0x5F else 0xB0)
    return bytes((lead & 0xFF, low & 0xFF))


def _high(run: bytes) -> bytes:
    return bytes(byte | 0x80 if byte > 0x20 else byte for byte in run)


def _single(run: bytes) -> str:
    """A run in ASCII; raw 8-bit bytes in it are read as Shift-JIS, the usual company of this charset."""
    return run.decode("ascii") if run.isascii() else run.decode("cp932", errors="replace")
