"""MAPI properties as TNEF carries them (MS-OXTNEF §2.1.3.4): only those that we show are kept."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spindle.mail.parsing.charsets import decode

MOST_PROPERTIES = 5000
MOST_VALUES = 5000

_NAMES = {
    0x1000: "body",
    0x1009: "rtf",
    0x1013: "html",
    0x0037: "subject",
    0x0C1A: "sender",
    0x3FDE: "internet_codepage",
    0x3701: "data",
    0x3704: "name",
    0x3705: "method",
    0x3707: "long_name",
    0x370E: "content_type",
    0x3712: "content_id",
}
_STRING8, _UNICODE, _BINARY, _OBJECT, _LONG = 0x1E, 0x1F, 0x102, 0x0D, 0x03
_VARIABLE = frozenset({_STRING8, _UNICODE, _BINARY, _OBJECT})
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MULTIPLE = 0x1000
_NAMED = 0x8000
_INT = struct.Struct("<I")
_TAG = struct.Struct("<HH")


@dataclass(frozen=True, slots=True)
class Properties:
    """The values by our names, with the type in which each was written."""

    values: Mapping[str, tuple[int, bytes]]

    @property
    def data(self) -> bytes:
        """A file's bytes (of an object with its interface id in front)."""
        return self.binary("data")

    def binary(self, name: str) -> bytes:
        """The bytes of a value; b"" when it is not there."""
        return self.values.get(name, (0, b""))[1]

    def text(self, name: str, codepage: str) -> str:
        """A string, of either kind, up to its first zero."""
        kind, value = self.values.get(name, (0, b""))
        if kind == _UNICODE:
            return value.decode("utf-16-le", "replace").split("\0", 1)[0]
        return decode(value.split(b"\0", 1)[0], codepage)

    def markup(self, name: str) -> str:
        """HTML, in the code page that goes with it."""
        kind, value = self.values.get(name, (0, b""))
        if kind == _UNICODE:
            return value.decode("utf-16-le", "replace")
        page = self.number("internet_codepage")
        return decode(value, "utf-8" if page in (0, 65001) else f"cp{page}")

    def number(self, name: str) -> int:
        """A whole number; 0 when it is not there."""
        kind, value = self.values.get(name, (0, b""))
        return int.from_bytes(value[:4], "little") if kind == _LONG else 0


def read_properties(data: bytes) -> Properties:
    """Reads as many properties as are whole; the rest of a broken list is left."""
    found: dict[str, tuple[int, bytes]] = {}
    try:
        for identifier, kind, value in _properties(data):
            if identifier in _NAMES and value:
                found.setdefault(_NAMES[identifier], (kind, value))
    except struct.error:
        pass
    return Properties(found)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = _INT.unpack_from(data, 0)
    place = 4
    for _number in range(min(count, MOST_PROPERTIES)):
        kind, identifier = _TAG.unpack_from(data, place)
        place += 4
        if identifier >= _NAMED:
            place = _after_name(data, place)
        value, place = _value(data, place, kind)
        yield identifier, kind & ~_MULTIPLE, value


def _after_name(data: bytes, place: int) -> int:
    """Behind a property's own name: a GUID, then a number or a string."""
    (kind,) = _INT.unpack_from(data, place + 16)
    (number,) = _INT.unpack_from(data, place + 20)
    return place + 24 + (_padded(number) if kind == 1 else 0)


def _value(data: bytes, place: int, kind: int) -> tuple[bytes, int]:
    """The (first) value at a place, and where the next property begins. Raises struct.error at the end of the data."""
    single = kind & ~_MULTIPLE
    variable = single in _VARIABLE
    if not variable and single not in _FIXED:
        raise struct.error("an unknown type")
    count = 1
    if variable or kind & _MULTIPLE:
        (count,) = _INT.unpack_from(data, place)
        place += 4
    first = b""
    for number in range(min(count, MOST_VALUES)):
        length = _FIXED.get(single, 0)
        if variable:
            (length,) = _INT.unpack_from(data, place)
            place += 4
        if number == 0:
            first = data[place : place + length]
        place += _padded(length)
    return first, place


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
