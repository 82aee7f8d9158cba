"""Changing one's password, and resetting it by mail over a real SMTP server."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.queries import member_of
from tests.accounts.factories import PASSWORD, founded, signed_in, text_of
from tests.peers.smtp import Smtp

NEW = {"old": PASSWORD, "new": "Stoelpoot2", "again": "Stoelpoot2"}


def test_changing_it_signs_out_everywhere(installation: Settings) -> None:
    founder = founded()
    here, there = signed_in(founder), signed_in(founder)
    key = there.session.session_key or ""
    assert here.post("/members/me/password/", NEW).headers["Location"] == "/account/login/"
    assert here.get("/").status_code == there.get("/").status_code == 302
    assert member_of(key) is None


def test_then_the_new_one_is_good_and_the_old_one_not(installation: Settings) -> None:
    founder = founded()
    signed_in(founder).post("/members/me/password/", NEW)
    answers = [
        Client().post("/account/login/", {"login": founder.identity.email, "password": password})
        for password in (PASSWORD, "Stoelpoot2")
    ]
    assert [answer.status_code for answer in answers] == [422, 302]


@pytest.mark.parametrize(
    "wrong", [{"old": "Wrong1pass"}, {"new": "short", "again": "short"}, {"again": "Otherpass2"}]
)
def test_it_is_refused_with_a_sentence(installation: Settings, wrong: dict[str, str]) -> None:
    founder = founded()
    assert signed_in(founder).post("/members/me/password/", NEW | wrong).status_code == 422
    founder.identity.refresh_from_db()
    assert founder.identity.check_password(PASSWORD)


def test_guessing_the_old_one_is_stopped(installation: Settings) -> None:
    client = signed_in(founded())
    for _ in range(5):
        client.post("/members/me/password/", NEW | {"old": "Wrong1pass"})
    assert client.post("/members/me/password/", NEW).status_code == 429


def test_without_smtp_the_page_says_who_resets(installation: Settings) -> None:
    page = Client().get("/account/password/reset/")
    assert b"spindle member reset-password" in page.content
    assert b"<form" not in page.content


def test_a_reset_goes_by_mail(postbox: Smtp) -> None:
    founder, client = founded(), Client()
    client.post("/account/password/reset/", {"email": founder.identity.email})
    assert postbox.messages[0].recipients == (founder.identity.email,)
    link = re.search(r"http://testserver(/\S+)", text_of(postbox))
    assert link
    page = client.get(link[1], follow=True)
    typed = {"password1": "Stoelpoot2", "password2": "Stoelpoot2"}
    assert client.post(page.context["action_url"], typed, follow=True).status_code == 200
    founder.identity.refresh_from_db()
    assert founder.identity.check_password("Stoelpoot2")


def test_its_link_is_good_once(postbox: Smtp) -> None:
    founder, client = founded(), Client()
    client.post("/account/password/reset/", {"email": founder.identity.email})
    link = re.search(r"http://testserver(/\S+)", text_of(postbox))
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.context["action_url"], {"password1": "Stoelpoot2", "password2": "Stoelpoot2"})
    assert b"no longer good" in Client().get(link[1], follow=True).content


def test_it_signs_out_everywhere_too(postbox: Smtp) -> None:
    founder, client = founded(), Client()
    other = signed_in(founder)
    client.post("/account/password/reset/", {"email": founder.identity.email})
    link = re.search(r"http://testserver(/\S+)", text_of(postbox))
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.context["action_url"], {"password1": "Stoelpoot2", "password2": "Stoelpoot2"})
    assert other.get("/").status_code == 302


def test_an_unknown_address_gets_the_same_answer(postbox: Smtp) -> None:
    founder = founded()
    answers = [
        Client().post("/account/password/reset/", {"email": address}, follow=True)
        for address in (founder.identity.email, "nobody@acme.example")
    ]
    pages = [re.sub(rb'(csrf-token" content=|nonce=)"[^"]*"', b"", answer.content) for answer in answers]
    assert pages[0] == pages[1]
    assert "http" not in text_of(postbox).replace("https://spindle", "")


def test_too_many_resets_are_stopped(postbox: Smtp) -> None:
    email = founded().identity.email
    for _ in range(5):
        Client().post("/account/password/reset/", {"email": email})
    assert Client().post("/account/password/reset/", {"email": email}).status_code == 429
    assert len(postbox.messages) == 5


def test_a_dead_mail_server_changes_nothing_in_the_answer(postbox: Smtp, installation: Settings) -> None:
    installation.EMAIL_PORT = 1
    answer = Client().post("/account/password/reset/", {"email": founded().identity.email})
    assert answer.headers["Location"] == "/account/password/reset/done/"
