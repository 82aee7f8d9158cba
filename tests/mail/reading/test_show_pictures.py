"""Pictures from elsewhere: held back, shown on a member's word through the server, and then kept for a while."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import Settings

from spindle.archive import blobs
from spindle.archive.models import Aside, Entry
from spindle.channels.models import AccountMember
from spindle.journal.models import Line
from spindle.mail.models import RemotePicture, TrustedSender
from spindle.mail.queries import KEPT_DAYS
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, signed_in
from tests.mail.reading.readers import Reader, body, received
from tests.peers.pictures import GIF, PNG, Answer, PictureServer

ADDRESS = re.compile(r"/mail/entries/\d+/remote/[\w-]+/")


@pytest.fixture
def web(settings: Settings) -> Iterator[PictureServer]:
    settings.SPINDLE_ALLOW_PRIVATE_SERVERS = "127.0.0.1/32"
    with PictureServer() as server:
        server.url("/logo.png", Answer(PNG))
        server.url("/back.gif", Answer(GIF))
        yield server


def newsletter(web: PictureServer, number: int = 1) -> bytes:
    """Two pictures and a background, one of them only in a srcset, and a tracker."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = f"News {number}", "Jan <jan@customer.example>"
    mail.set_content("News")
    mail.add_alternative(
        f'<p style="background: #fff url({web.url("/back.gif")}) no-repeat">News</p>'
        f'<img src="{web.url("/logo.png")}"><img srcset="{web.url("/logo.png")}?2 2x">'
        f'<img src="{web.url("/track")}" width="1" height="1">',
        subtype="html",
    )
    return mail.as_bytes()


@pytest.fixture
def reader(installation: Settings, web: PictureServer) -> Reader:
    founder = founded()
    return Reader(founder, signed_in(founder), received(founder, newsletter(web)))


def frame_url(page: str) -> str:
    found = re.search(r'src="(/mail/entries/\d+/frame/[^"]*)"', page)
    assert found
    return found[1]


def shown(reader: Reader) -> list[str]:
    """The addresses of the pictures, once the member has asked for them."""
    page = body(reader.browser.post(reverse("mail:pictures", args=[reader.entry.pk]))).decode()
    return pictures(reader, frame_url(page))


def pictures(reader: Reader, url: str) -> list[str]:
    return ADDRESS.findall(body(reader.browser.get(url)).decode())


def opened(reader: Reader) -> str:
    return body(reader.browser.get(reverse("archive:body", args=[reader.entry.pk]))).decode()


def test_before_anybody_asks_nobody_is_asked(reader: Reader, web: PictureServer) -> None:
    page = opened(reader)
    assert "3 pictures from outside held back" in page
    assert "A hidden picture" in page
    assert pictures(reader, frame_url(page)) == []
    assert web.asked == []


def test_on_request_they_come_through_the_server(reader: Reader, web: PictureServer) -> None:
    addresses = shown(reader)
    assert len(addresses) == 3
    answers = [reader.browser.get(address) for address in addresses]
    assert sorted(answer["Content-Type"] for answer in answers) == ["image/gif", "image/png", "image/png"]
    assert body(answers[-1]) == PNG
    for answer in answers:
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert sorted(asked.path for asked in web.asked) == ["/back.gif", "/logo.png", "/logo.png?2"]
    assert not any("cookie" in asked.headers or "referer" in asked.headers for asked in web.asked)


def test_opened_again_they_come_from_here(reader: Reader, web: PictureServer) -> None:
    for address in shown(reader):
        reader.browser.get(address)
    asked = len(web.asked)
    page = opened(reader)
    assert "held back" not in page
    again = pictures(reader, frame_url(page))
    assert [body(reader.browser.get(address)) for address in again] == [GIF, PNG, PNG]
    assert len(web.asked) == asked


def test_after_a_while_they_are_held_back_again(reader: Reader, web: PictureServer) -> None:
    old = shown(reader)
    for address in old:
        reader.browser.get(address)
    kept = pictures(reader, frame_url(opened(reader)))
    with reader.membership.organisation.active():
        RemotePicture.objects.update(fetched_at=now() - timedelta(days=KEPT_DAYS + 1))
        names = list(RemotePicture.objects.values_list("blob", flat=True))
    assert "3 pictures" in opened(reader)
    asked = len(web.asked)
    assert [reader.browser.get(address).status_code for address in kept] == [404, 404, 404]
    assert len(web.asked) == asked
    reader.browser.get(old[0])
    with reader.membership.organisation.active():
        assert not any(blobs.exists(name) for name in names)


def test_what_is_no_picture_is_not_asked_for_twice(reader: Reader, web: PictureServer) -> None:
    web.url("/logo.png", Answer(b"<html>no picture at all</html>"))
    address = shown(reader)[1]
    assert [reader.browser.get(address).status_code for _ in range(3)] == [404, 404, 404]
    assert [asked.path for asked in web.asked] == ["/logo.png"]


def test_an_address_of_ours_is_no_open_proxy(reader: Reader, web: PictureServer) -> None:
    """It holds for this mail, this company and this picture alone, and for who may read the mail."""
    address = shown(reader)[0]
    token = address.split("/")[-2]
    refused = [
        reader.browser.get(
            address.replace(token, token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1])
        ),
        reader.browser.get(address.replace(token, "AAAA")),
        reader.browser.get(address.replace(token, token + "!")),
        signed_in(founded("Globex")).get(address),
    ]
    assert {answer.status_code for answer in refused} == {404}
    assert Client().get(address).status_code == 302
    assert web.asked == []


def test_the_frame_shows_them_to_who_asked_alone(reader: Reader) -> None:
    page = body(reader.browser.post(reverse("mail:pictures", args=[reader.entry.pk]))).decode()
    url = frame_url(page)
    assert pictures(reader, url.replace("shown=", "shown=x")) == []
    colleague = joined(reader.membership.organisation, Role.ADMINISTRATOR)
    other = Reader(colleague, signed_in(colleague), reader.entry)
    with reader.membership.organisation.active():
        account = reader.entry.deliveries.get().account
        AccountMember.objects.create(account=account, member_id=colleague.member_id)
    assert pictures(other, url) == []


def test_always_from_a_sender(reader: Reader, web: PictureServer) -> None:
    url = reverse("mail:trust", args=[reader.entry.pk])
    answer = reader.browser.post(url)
    assert "always shown" in body(answer).decode()
    assert url in answer["HX-Trigger"]
    assert len(pictures(reader, frame_url(opened(reader)))) == 3
    with reader.membership.organisation.active():
        assert Line.objects.filter(verb="trusted", subject="sender").count() == 1
    reader.browser.post(url)
    assert reader.browser.delete(url).status_code == 200
    assert "3 pictures from outside held back" in opened(reader)
    with reader.membership.organisation.active():
        assert TrustedSender.objects.count() == 0
        assert set(Line.objects.filter(subject="sender").values_list("verb", flat=True)) == {
            "trusted",
            "distrusted",
        }


def test_who_may_only_read_sees_them_and_decides_for_nobody(reader: Reader) -> None:
    with reader.membership.organisation.active():
        Member.objects.filter(pk=reader.membership.member_id).update(role=Role.READ_ONLY)
    assert reader.browser.post(reverse("mail:trust", args=[reader.entry.pk])).status_code == 403
    assert len(shown(reader)) == 3


def test_in_spam_nobody_is_trusted(reader: Reader) -> None:
    reader.browser.post(reverse("mail:trust", args=[reader.entry.pk]))
    with reader.membership.organisation.active():
        Entry.objects.update(aside=Aside.SPAM)
    assert "3 pictures from outside held back" in opened(reader)


def test_a_picture_in_the_own_network_stays_there(
    reader: Reader, settings: Settings, web: PictureServer
) -> None:
    settings.SPINDLE_ALLOW_PRIVATE_SERVERS = "no"
    assert [reader.browser.get(address).status_code for address in shown(reader)] == [404, 404, 404]
    assert web.asked == []


def test_what_is_kept_lies_encrypted(reader: Reader) -> None:
    for address in shown(reader):
        reader.browser.get(address)
    with reader.membership.organisation.active():
        folder = reader.membership.organisation.handle().folder
        assert RemotePicture.objects.exclude(blob="").count() == 3
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert PNG[:40] not in everything
    assert b"logo.png" not in everything
