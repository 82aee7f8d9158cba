"""A mail's frame, pictures and files: each with a strict policy of its own, for all of it is hostile."""

from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.accounts.factories import founded, signed_in
from tests.mail.reading.readers import Reader, body, received

PICTURE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"


def offer() -> bytes:
    """HTML with a script, a remote picture and one of its own, and two files."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Offer", "Jan <jan@customer.example>"
    mail.set_content("Dear Eline")
    mail.add_alternative(
        '<p>Dear <b>Eline</b></p><script>alert(1)</script><img src="https://x.example/t.gif"><img src="cid:logo">',
        subtype="html",
    )
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(PICTURE, "image", "gif", cid="<logo>")
    mail.add_attachment(PICTURE, maintype="image", subtype="gif", filename="plan.gif")
    mail.add_attachment(
        b"<script>alert(1)</script>", maintype="image", subtype="png", filename="no picture.png"
    )
    return mail.as_bytes()


OFFER = offer()


@pytest.fixture
def reader(installation: Settings) -> Reader:
    """Who reads the offer."""
    founder = founded()
    return Reader(founder, signed_in(founder), received(founder, OFFER))


def index_of(reader: Reader, name: str) -> int:
    """Where a file stands in the mail."""
    with reader.membership.organisation.active():
        return int(reader.entry.attachments.get(name=name).index)


def test_the_frame_runs_nothing_and_reaches_nowhere(reader: Reader) -> None:
    answer = reader.get("frame")
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    page = body(answer).decode()
    assert "<b>Eline</b>" in page
    assert "script" not in page
    assert "x.example" not in page


def test_its_own_picture_stands_in_the_frame(reader: Reader) -> None:
    with reader.membership.organisation.active():
        index = reader.entry.attachments.get(content_id="logo").index
    assert reverse("mail:picture", args=[reader.entry.pk, index]) in body(reader.get("frame")).decode()
    answer = reader.get("picture", index)
    assert (answer["Content-Type"], body(answer)) == ("image/gif", PICTURE)


def test_what_is_no_picture_is_not_shown_as_one(reader: Reader) -> None:
    assert reader.get("picture", index_of(reader, "no picture.png")).status_code == 404


def test_a_file_is_saved_and_never_opened(reader: Reader) -> None:
    answer = reader.get("attachment", index_of(reader, "no picture.png"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="no picture.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer) == b"<script>alert(1)</script>"


def test_the_raw_mail_is_byte_for_byte(reader: Reader) -> None:
    assert body(reader.get("raw")) == OFFER


def test_a_name_cannot_write_headers_or_turn_itself_around(installation: Settings) -> None:
    mail = EmailMessage()
    mail.set_content("x")
    mail.add_attachment(PICTURE, maintype="image", subtype="gif", filename="name")
    raw = mail.as_bytes().replace(
        b'filename="name"', b"filename*=utf-8''off%E2%80%AEer%22%0D%0AX-Evil%3A1.gif"
    )
    founder = founded()
    reader = Reader(founder, signed_in(founder), received(founder, raw))
    answer = reader.get("attachment", 0)
    assert "X-Evil" not in answer.headers
    assert "%E2%80%AE" not in answer["Content-Disposition"]


def test_a_mail_whose_file_is_gone_still_shows_its_text(reader: Reader) -> None:
    reader.lose()
    assert "Dear Eline" in body(reader.get("frame")).decode()


def test_the_files_of_a_mail_that_is_gone_are_not_there(reader: Reader) -> None:
    index = index_of(reader, "plan.gif")
    reader.lose()
    answers = [reader.get("raw"), reader.get("attachment", index), reader.get("picture", index)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_an_empty_mail_can_be_opened(installation: Settings) -> None:
    founder = founded()
    reader = Reader(founder, signed_in(founder), received(founder, b""))
    assert reader.get("frame").status_code == 200
    assert body(reader.get("raw")) == b""


def test_a_stranger_and_another_company_see_nothing(reader: Reader) -> None:
    other = signed_in(founded("Globex"))
    for name in ("frame", "raw"):
        url = reverse(f"mail:{name}", args=[reader.entry.pk])
        assert other.get(url).status_code == 404
        assert Client().get(url).status_code == 302
