"""Outlook's winmail.dat opened: the body and the files that it wraps (MS-OXTNEF). `read_tnef` never raises.

Everything is bounded: attributes, properties, files, and how deep messages lie within messages.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from spindle.mail.parsing.charsets import decode
from spindle.mail.parsing.mapi import Properties, read_properties
from spindle.mail.parsing.rtf import Rtf, decompressed, read_rtf
from spindle.mail.parsing.wrapped import message_file

MAGIC = b"\x78\x9f\x3e\x22"
MOST_ATTRIBUTES = 5000
MOST_FILES = 500
DEEPEST = 5

_MESSAGE, _ATTACHMENT = 1, 2
_HEAD = struct.Struct("<BII")
_BODY, _OEM_CODEPAGE, _SUBJECT, _MESSAGE_PROPERTIES = 0x0002800C, 0x00069007, 0x00018004, 0x00069003
_BEGIN_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_EMBEDDED_MESSAGE, _OLE = 5, 6
_INTERFACE = 16


@dataclass(frozen=True, slots=True)
class TnefFile:
    """A file out of a winmail.dat; its name is as the sender wrote it."""

    name: str
    content_type: str
    content_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Tnef:
    """What a winmail.dat held. `html` is foreign, `text` plain; each "" when there is none."""

    text: str = ""
    html: str = ""
    subject: str = ""
    sender: str = ""
    files: tuple[TnefFile, ...] = ()


@dataclass(slots=True)
class _Open:
    """A file whose attributes are being gathered."""

    title: bytes = b""
    data: bytes = b""
    properties: Properties = field(default_factory=lambda: Properties({}))


def read_tnef(data: bytes, *, depth: int = 0) -> Tnef | None:
    """The contents of a TNEF stream; what breaks off is read as far as it goes. None for what is no TNEF."""
    if not data.startswith(MAGIC):
        return None
    codepage, body, subject = "", b"", b""
    properties = Properties({})
    files: list[_Open] = []
    for level, name, value in _attributes(data):
        if level == _ATTACHMENT:
            _gather(files, name, value)
        elif name == _OEM_CODEPAGE and len(value) >= 4:
            codepage = f"cp{int.from_bytes(value[:4], 'little')}"
        elif name == _BODY:
            body = value
        elif name == _SUBJECT:
            subject = value
        elif name == _MESSAGE_PROPERTIES:
            properties = read_properties(value)
    rich = _rich(properties)
    return Tnef(
        text=properties.text("body", codepage) or _text(body, codepage) or rich.text,
        html=properties.markup("html") or rich.html,
        subject=properties.text("subject", codepage) or _text(subject, codepage),
        sender=properties.text("sender", codepage),
        files=tuple(_file(one, codepage, depth) for one in files if one.data or one.properties.data),
    )


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(level, name, value) of each; checksums are not looked at, for many programs write wrong ones."""
    place = 6
    for _count in range(MOST_ATTRIBUTES):
        if place + _HEAD.size > len(data):
            return
        level, name, length = _HEAD.unpack_from(data, place)
        if level not in (_MESSAGE, _ATTACHMENT):
            return
        place += _HEAD.size
        yield level, name, data[place : place + length]
        place += length + 2


def _gather(files: list[_Open], name: int, value: bytes) -> None:
    if name == _BEGIN_FILE or not files:
        if len(files) >= MOST_FILES:
            return
        files.append(_Open())
    if name == _TITLE:
        files[-1].title = value
    elif name == _DATA:
        files[-1].data = value
    elif name == _FILE_PROPERTIES:
        files[-1].properties = read_properties(value)


def _file(one: _Open, codepage: str, depth: int) -> TnefFile:
    found = one.properties
    name = found.text("long_name", codepage) or _text(one.title, codepage) or found.text("name", codepage)
    data = found.data or one.data
    if found.number("method") == _EMBEDDED_MESSAGE and depth < DEEPEST:
        inner = read_tnef(data[_INTERFACE:], depth=depth + 1)
        if inner is not None:
            files = [(it.name, it.content_type, it.data) for it in inner.files]
            eml = message_file(inner.subject, inner.sender, inner.text, inner.html, files)
            return TnefFile(inner.subject or name, "message/rfc822", "", eml)
    if found.number("method") == _OLE:
        data = data[_INTERFACE:]
    kind = found.text("content_type", codepage).lower()
    return TnefFile(name, kind, found.text("content_id", codepage).strip("<> "), data)


def _rich(properties: Properties) -> Rtf:
    packed = properties.binary("rtf")
    return read_rtf(decompressed(packed)) if packed else Rtf("", "")


def _text(value: bytes, codepage: str) -> str:
    return decode(value.split(b"\0", 1)[0], codepage)
