"""Attachments made with the standard library alone: small, and valid in the programs that open them."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

A4 = (595, 842)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def pdf(title: str, lines: Iterable[str], *, drawing: str = "") -> bytes:
    """A page A4 with a title, lines of text, and a drawing in PDF operators below it (ISO 32000-1)."""
    text = [f"BT /F2 18 Tf 56 780 Td ({_pdf_text(title)}) Tj ET"]
    for number, line in enumerate(lines):
        text.append(f"BT /F1 10 Tf 56 {748 - 16 * number} Td ({_pdf_text(line)}) Tj ET")
    content = zlib.compress("\n".join([*text, drawing]).encode("cp1252", "replace"))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica%s /Encoding /WinAnsiEncoding >>"
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>" % A4,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
            font % b"",
            font % b"-Bold",
        ]
    )


def _pdf_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def cabinet(columns: int, drawers: int) -> str:
    """The front of a cabinet in PDF operators: doors, drawers, plinth, and its measures."""
    left, bottom, width, height = 96, 180, 400, 300
    step = width / columns
    lines = [f"1.2 w {left} {bottom} {width} {height} re S", f"0.5 w {left} {bottom - 24} {width} 24 re S"]
    for column in range(columns):
        x = left + column * step
        if column % 2:
            lines += [
                f"{x:.0f} {bottom + height / drawers * row:.0f} {step:.0f} {height / drawers:.0f} re S"
                for row in range(drawers)
            ]
        else:
            lines.append(f"{x:.0f} {bottom} {step:.0f} {height} re S")
    lines.append(
        f"[4 3] 0 d {left} {bottom + height + 22} m {left + width} {bottom + height + 22} l S [] 0 d"
    )
    lines.append(
        f"BT /F1 9 Tf {left + width / 2 - 20:.0f} {bottom + height + 28} Td ({columns * 600} mm) Tj ET"
    )
    return "\n".join(lines)


def png(width: int, height: int, rows: Iterable[bytes]) -> bytes:
    """A picture from rows of RGB bytes (RFC 2083)."""
    data = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def logo(colour: tuple[int, int, int], pattern: int) -> bytes:
    """A mark of 120 by 40: a block of colour with bars; `pattern` says which bars (a bit each)."""
    ground, ink, paper = bytes(colour), b"\xff\xff\xff", b"\xff\xff\xff"
    rows = []
    for y in range(40):
        bar = pattern >> (y // 5) & 1
        rows.append(
            b"".join(
                (ink if bar and 8 <= x < 32 and y % 5 < 3 else ground)
                if x < 40
                else _line(x, y, ground, paper)
                for x in range(120)
            )
        )
    return png(120, 40, rows)


def _line(x: int, y: int, ground: bytes, paper: bytes) -> bytes:
    return ground if x >= 52 and (12 <= y < 18 or (24 <= y < 27 and x < 100)) else paper


def xlsx(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A workbook with one sheet (ECMA-376)."""
    sheet = "".join(
        f"<row r='{r}'>{''.join(_cell(value, f'{chr(65 + c)}{r}') for c, value in enumerate(row))}</row>"
        for r, row in enumerate(rows, start=1)
    )
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{_TYPES}'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{_SPREADSHEET}.sheet.main+xml'/>"
        f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{_SPREADSHEET}.worksheet+xml'/></Types>",
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook xmlns='{_SHEET}' xmlns:r='{_DOCUMENT}'>"
        "<sheets><sheet name='Blad1' sheetId='1' r:id='rId1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{_SHEET}'><sheetData>{sheet}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, xml in parts.items():
            # A fixed moment: the same data gives the same bytes.
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), f"<?xml version='1.0'?>{xml}")
    return out.getvalue()


def _relationship(kind: str, target: str) -> str:
    inner = f"<Relationship Id='rId1' Type='{_DOCUMENT}/{kind}' Target='{target}'/>"
    return f"<Relationships xmlns='{_RELATIONSHIPS}'>{inner}</Relationships>"


def _cell(value: str | float, place: str) -> str:
    if isinstance(value, str):
        return f"<c r='{place}' t='inlineStr'><is><t>{escape(value)}</t></is></c>"
    return f"<c r='{place}'><v>{value}</v></c>"


def table(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Rows as a Dutch spreadsheet program writes CSV: semicolons, and a byte order mark."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def invitation(summary: str, place: str, begins: datetime, *, organiser: str, guest: str, uid: str) -> bytes:
    """An invitation for an hour (RFC 5545, RFC 5546)."""
    stamp = "%Y%m%dT%H%M%S"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Van Dijk Interieur//NL", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{begins - timedelta(days=3):{stamp}}Z",
        f"DTSTART;TZID=Europe/Amsterdam:{begins:{stamp}}",
        f"DTEND;TZID=Europe/Amsterdam:{begins + timedelta(hours=1):{stamp}}",
        f"SUMMARY:{_ics(summary)}", f"LOCATION:{_ics(place)}",
        f"ORGANIZER:mailto:{organiser}", f"ATTENDEE;RSVP=TRUE:mailto:{guest}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "\r\n".join([*lines, ""]).encode()


def _ics(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
