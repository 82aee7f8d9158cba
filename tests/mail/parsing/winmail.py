"""Writes a winmail.dat as Outlook does, for tests (MS-OXTNEF)."""

import struct

MESSAGE, ATTACHMENT = 1, 2
BODY, CODEPAGE, PROPERTIES = 0x0002800C, 0x00069007, 0x00069003
RENDER, TITLE, DATA, FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005


def attribute(level: int, name: int, value: bytes) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """MAPI properties: type, id and value; a number is its four bytes."""
    written = b""
    for kind, identifier, value in values:
        written += struct.pack("<HH", kind, identifier)
        if kind in (0x1E, 0x1F, 0x102, 0x0D):
            written += struct.pack("<II", 1, len(value))
        written += value + b"\0" * (-len(value) % 4)
    return struct.pack("<I", len(values)) + written


def file(name: str, data: bytes, *more: tuple[int, int, bytes]) -> bytes:
    """An attachment."""
    return (
        attribute(ATTACHMENT, RENDER, b"\1\0" + b"\0" * 12)
        + attribute(ATTACHMENT, TITLE, name.encode("cp1252", "replace") + b"\0")
        + attribute(ATTACHMENT, DATA, data)
        + attribute(
            ATTACHMENT, FILE_PROPERTIES, properties((0x1F, 0x3707, f"{name}\0".encode("utf-16-le")), *more)
        )
    )


def tnef(*attributes: bytes) -> bytes:
    """A whole stream."""
    return (
        b"\x78\x9f\x3e\x22\1\0"
        + attribute(MESSAGE, CODEPAGE, struct.pack("<II", 1252, 0))
        + b"".join(attributes)
    )


def embedded(inner: bytes) -> bytes:
    """A message as an attachment."""
    return attribute(ATTACHMENT, RENDER, b"\1\0" + b"\0" * 12) + attribute(
        ATTACHMENT,
        FILE_PROPERTIES,
        properties((3, 0x3705, struct.pack("<I", 5)), (0x0D, 0x3701, b"\0" * 16 + inner)),
    )
