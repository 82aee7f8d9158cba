"""Input that is far too large, or made to take long: an answer comes in time, and it is no error of ours."""

import time
from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django import Settings

from spindle.channels.contract import AttachmentInfo, Mailbox
from tests.factories import message
from tests.inbox.people import Worker, worker

# Seconds, on a machine that does other things beside.
PATIENCE = 10

SEARCHES = [
    "a " * 5_000,
    '"' * 10_000,
    "from:" * 2_000,
    "-" * 10_000,
    "a*" * 5_000,
    "(" * 10_000,
    "relation:" + "x" * 10_000,
    "before:" + "9" * 10_000,
    "from:" + "a@" * 5_000,
    "\u0301" * 10_000,
    "NEAR(" * 2_000,
    '"a" OR ' * 1_000,
    "\ue000" * 10_000,
    "k : x",
    "{subject}:x",
    "😀" * 5_000,
    "\x00\ud800",
]


@pytest.fixture
def anna(installation: Settings) -> Worker:
    made = worker()
    made.receive(message("One"))
    return made


def timed(began: float) -> None:
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("typed", SEARCHES, ids=lambda typed: ascii(typed[:12]))
def test_a_search_of_ten_thousand_characters(anna: Worker, typed: str) -> None:
    typed = typed.encode("utf-8", "replace").decode()
    began = time.monotonic()
    for url, name in (
        ("/inbox/inbox/", "q"),
        ("/relations/", "q"),
        ("/relations/employers/", "value"),
        ("/archive/link/?entry=0", "q"),
    ):
        answer = anna.client.get(url, {name: typed})
        assert answer.status_code in {200, 404}, url
    timed(began)


def test_five_thousand_ids(anna: Worker) -> None:
    began = time.monotonic()
    ids = {"id": [str(number) for number in range(4_900)]}
    for name in ("finish", "trash", "spam", "read", "unread", "restore"):
        assert anna.client.post(reverse(f"inbox:{name}"), ids).status_code == 204, name
    query = "&".join(f"copy={number}" for number in range(4_900))
    assert anna.client.delete(f"{reverse('inbox:finish')}?{query}").status_code == 204
    timed(began)


def test_more_ids_than_a_form_may_have_are_refused(anna: Worker) -> None:
    answer = anna.client.post(reverse("inbox:finish"), {"id": [str(number) for number in range(6_000)]})
    assert answer.status_code == 400
    assert anna.places() == ["inbox"]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 30,
        "-1",
        "1e9",
        "０１",
        "1 OR 1=1",
        "' --",
        "",
        "\x00",
        "9223372036854775807",
        "9223372036854775808",
    ],
)
def test_an_id_that_is_none(anna: Worker, text: str) -> None:
    for url, name in (
        ("/inbox/inbox/", "before"),
        ("/inbox/inbox/", "account"),
        ("/inbox/inbox/", "shown"),
        ("/relations/", "before"),
        ("/relations/", "type"),
        ("/relations/new/", "employer"),
        ("/archive/link/", "entry"),
        ("/archive/link/", "conversation"),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            assert anna.client.get(url, {name: text}, headers=headers).status_code in {200, 404}, (url, name)
    for name in ("finish", "read", "unread"):
        assert anna.client.post(reverse(f"inbox:{name}"), {"id": text}).status_code == 204


def test_a_field_of_a_megabyte(anna: Worker) -> None:
    began, much = time.monotonic(), "x" * 1_000_000
    for url, fields in (
        ("/relations/new/", ("name", "first_name", "email", "phone", "memo", "even_so")),
        ("/mail/connect/", ("kind", "address")),
        ("/members/me/", ("first_name", "language", "time_zone")),
        ("/members/invitations/", ("email", "role")),
        ("/account/login/", ("login", "password")),
    ):
        for name in fields:
            answer = anna.client.post(url, {name: much})
            assert answer.status_code in {200, 302, 400, 422}, (url, name)
    timed(began)


def test_more_than_a_form_may_hold_is_refused(anna: Worker) -> None:
    assert anna.client.post("/relations/new/", {"memo": "x" * 6_000_000}).status_code == 400


def test_a_message_with_a_thousand_of_everything(anna: Worker) -> None:
    began = time.monotonic()
    files = tuple(
        AttachmentInfo(index=number, name=f"{number}.txt", content_type="text/plain", size=1)
        for number in range(1_000)
    )
    people = tuple(Mailbox(f"P {number}", f"p{number}@x.example") for number in range(1_000))
    large = replace(
        message("Large", attachments=files),
        to=people,
        cc=people,
        references=tuple(f"<{n}@x.example>" for n in range(1_000)),
    )
    (entry,) = anna.receive(large)
    page = anna.get(reverse("inbox:conversation", args=["inbox", entry.conversation_id]))
    assert "Large" in page
    timed(began)
