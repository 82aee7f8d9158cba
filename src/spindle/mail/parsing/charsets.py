"""Bytes to text when the declared charset is missing, wrong or unknown. Never raises, never returns NUL.

The order (mail-practice.md, "Charset"): declared, by way of the alias table; UTF-8; a guess; cp1252 with replacement.
"""

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

from spindle.mail.parsing.japanese import decode_iso2022_jp

# What mail programs write, and the Python codec that reads what they meant (a superset where there is one).
ALIASES = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "cp-850": "cp850",
    "x-cp1252": "cp1252",
    "x-cp1251": "cp1251",
}
# Python codecs that are no charsets, or that mean bytes to bytes: a stranger must not choose them.
_FORBIDDEN = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_ESCAPED = frozenset({"utf-7", "hz", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_LATIN = frozenset({"iso8859-1", "cp1252"})
# Where every text is valid, or where a short one may by chance be valid UTF-8 too: these are believed first.
_MULTIBYTE = (
    frozenset({"gb18030", "big5hkscs", "cp949", "euc_jp", "cp932", "utf-8", "johab", "euc_jis_2004"})
    | _ESCAPED
)
_GUESSES = [
    *("koi8_r", "cp1251", "cp1250", "cp1253", "cp1255", "cp1256", "cp874", "iso8859_5"),
    *("gb18030", "big5hkscs", "cp949", "euc_jp", "cp932"),
]
_SAMPLE = 4096
_HIGH = re.compile(rb"[\x80-\xff]")
_LONG_RUN = re.compile(rb"[\xa1-\xff]{6}")
_RUN = re.compile(rb"[\x80-\xff]{4}")
_LOW_LETTERS = re.compile(rb"[A-Za-z]")
_JUNK_AROUND_LABEL = " \t\r\n\"'()<>;=:,"


@lru_cache(maxsize=512)
def codec_for(label: str) -> str:
    """The Python codec for a charset label as found in mail, or "" when there is none."""
    name = label.strip(_JUNK_AROUND_LABEL).lower().split("*")[0]
    name = ALIASES.get(name, ALIASES.get(name.replace("_", "-"), name))
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _FORBIDDEN else ""


def decode(data: bytes, label: str = "") -> str:
    """Text of `data`, whose sender declared the charset `label`; NULs are left out."""
    codec = codec_for(label) if label else ""
    text = _plain_ascii(data, codec) if data.isascii() else None
    if text is None:
        text = _declared(data, codec) if codec and codec != "ascii" else None
    if text is None:
        text = _undeclared(data)
    return text.replace("\0", "") if "\0" in text else text


def _plain_ascii(data: bytes, codec: str) -> str | None:
    if codec in _ESCAPED:
        return None
    if b"\x1b" in data and (b"\x1b$" in data or b"\x1b(" in data):
        return decode_iso2022(data, codec)
    return data.decode("ascii")


def decode_iso2022(data: bytes, codec: str) -> str:
    """Text with ISO 2022 escapes: by the declared codec where it fits, else by our reader of the Japanese variants."""
    if codec.startswith("iso2022") and not codec.startswith("iso2022_jp"):
        return data.decode(codec, errors="replace")
    return decode_iso2022_jp(data)


def _declared(data: bytes, codec: str) -> str | None:
    if codec.startswith("iso2022_jp"):
        return decode_iso2022_jp(data)
    as_utf8 = _strict(data, "utf-8") if codec not in _MULTIBYTE else None
    if as_utf8 is not None:
        return as_utf8
    if codec in _LATIN:
        return _almost_utf8(data) or data.decode("cp1252", errors="replace")
    text = _strict(data, codec)
    return _nearly(data, codec) if text is None else text


def _nearly(data: bytes, codec: str) -> str | None:
    """The declared charset with a few damaged characters (a text cut off, a joined footer), if it is that."""
    as_utf8 = _strict(data, "utf-8") if codec != "utf-8" else None
    if as_utf8 is not None:
        return as_utf8
    text = data.decode(codec, errors="replace")
    damaged = text.count("�")
    written = sum(1 for _ in _HIGH.finditer(data[:_SAMPLE]))
    return text if damaged <= max(1, min(written, 400) // 10) and written > 3 * damaged else None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _undeclared(data: bytes) -> str:
    text = _strict(data, "utf-8")
    if text is None and _mostly_high(data[:_SAMPLE]):
        guess = guessed(data[:_SAMPLE])
        text = data.decode(guess, errors="replace") if guess else None
    if text is None:
        text = _almost_utf8(data)
    return data.decode("cp1252", errors="replace") if text is None else text


def _almost_utf8(data: bytes) -> str | None:
    """UTF-8 with a damaged place: at least five whole characters for each damaged one."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("�")
    sample = text[:_SAMPLE]
    whole = len(sample) - len(sample.encode("ascii", "ignore")) - damaged
    return text if whole >= 5 * damaged else None


def _mostly_high(sample: bytes) -> bool:
    """Whether this is hardly a Latin script: there, accented letters stand alone, among more plain ones."""
    if _LONG_RUN.search(sample):
        return True
    return len(_HIGH.findall(sample)) > len(_LOW_LETTERS.findall(sample)) and _RUN.search(sample) is not None


def guessed(sample: bytes) -> str:
    """The likely codec of text in an unknown, not Latin, charset, or "" when nothing fits."""
    if len(sample) < 4:
        return ""
    best = from_bytes(sample, cp_isolation=_GUESSES, threshold=0.4).best()
    return best.encoding if best else ""
