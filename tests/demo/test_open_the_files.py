"""The attachments of the example open: their bytes are what their names say."""

import csv
import io
import struct
import zipfile
import zlib
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from tools.demo import files
from tools.demo.pool import photos, picture


def test_a_pdf_has_its_objects_where_its_table_says() -> None:
    raw = files.pdf("Offerte 2026-0341 (concept)", ["Toonbank: € 8.450,00"], drawing=files.cabinet(5, 3))
    start = int(raw.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = raw[start:].split(b"\n")[3:9]
    for number, row in enumerate(rows, start=1):
        assert raw[int(row[:10]) :].startswith(b"%d 0 obj" % number)
    stream = raw.split(b"stream\n", 1)[1].split(b"\nendstream", 1)[0]
    assert rb"Offerte 2026-0341 \(concept\)" in zlib.decompress(stream)


def test_a_logo_is_a_png() -> None:
    raw = files.logo((47, 84, 66), 0b01010100)
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", raw[16:24]) == (120, 40)


def test_a_workbook_holds_its_rows() -> None:
    raw = files.xlsx([("Onderdeel", "Bedrag"), ("Bar & bank", 8450.5)])
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert [found.text for found in sheet.iter() if found.text] == [
        "Onderdeel",
        "Bedrag",
        "Bar & bank",
        "8450.5",
    ]


def test_a_workbook_is_the_same_every_time() -> None:
    assert files.xlsx([("a", 1)]) == files.xlsx([("a", 1)])


def test_a_table_is_read_back() -> None:
    raw = files.table([("Onderdeel", "Bedrag"), ("Toonbank; eiken", 12.5)])
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))[1] == [
        "Toonbank; eiken",
        "12.5",
    ]


def test_an_invitation_says_when_and_where() -> None:
    begins = datetime(2026, 12, 1, 8, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    raw = files.invitation(
        "Inmeten", "Biltstraat 114, Utrecht", begins, organiser="a@b.example", guest="c@d.example", uid="1"
    )
    assert b"DTSTART;TZID=Europe/Amsterdam:20261201T083000\r\n" in raw
    assert rb"LOCATION:Biltstraat 114\, Utrecht" in raw


@pytest.mark.parametrize("name", photos())
def test_a_photo_is_a_jpeg(name: str) -> None:
    raw = picture(name)
    assert raw.startswith(b"\xff\xd8\xff")
    assert raw.endswith(b"\xff\xd9")
