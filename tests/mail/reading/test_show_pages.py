"""The pages of a PDF come as pictures that we made; nothing of the file itself reaches the browser."""

from email.message import EmailMessage

import pytest
from django.urls import reverse
from pytest_django import Settings

from spindle.archive import blobs
from tests.accounts.factories import founded, signed_in
from tests.mail.reading.readers import Reader, body, received
from tests.peers.files import locked_pdf, pdf


@pytest.fixture
def reader(installation: Settings) -> Reader:
    """Who got a PDF of three pages, one with a password, and a text."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Offer", "jan@customer.example"
    mail.set_content("See the file.")
    for name, content in (
        ("offer.pdf", pdf("a", "b", "c")),
        ("locked.pdf", locked_pdf()),
        ("a.txt", b"%PDF-1.4"),
    ):
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    founder = founded()
    return Reader(founder, signed_in(founder), received(founder, mail.as_bytes()))


def preview(reader: Reader, index: int) -> str:
    return body(reader.browser.get(reverse("archive:preview", args=[reader.entry.pk, index]))).decode()


def test_each_page_is_a_picture_under_a_strict_policy(reader: Reader) -> None:
    shown = preview(reader, 0)
    assert shown.count('class="page-picture"') == 3
    answer = reader.browser.get(reverse("archive:page", args=[reader.entry.pk, 0, 3]))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert body(answer).startswith(b"\x89PNG")


@pytest.mark.parametrize(("index", "number"), [(0, 0), (0, 4), (0, 21), (0, 999_999), (1, 1), (2, 1), (7, 1)])
def test_there_is_no_other_page(reader: Reader, index: int, number: int) -> None:
    url = reverse("archive:page", args=[reader.entry.pk, index, number])
    assert reader.browser.get(url).status_code == 404


def test_what_cannot_be_shown_says_why(reader: Reader) -> None:
    assert "has a password" in preview(reader, 1)
    assert "cannot be shown here" in preview(reader, 2)
    with reader.membership.organisation.active():
        blobs.delete([reader.entry.blob])
    assert "missing or damaged" in preview(reader, 0)


def test_another_company_sees_no_page(reader: Reader) -> None:
    other = signed_in(founded("Globex"))
    for url in (
        reverse("archive:page", args=[reader.entry.pk, 0, 1]),
        reverse("archive:preview", args=[reader.entry.pk, 0]),
    ):
        assert other.get(url).status_code == 404
