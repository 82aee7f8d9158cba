"""Signing in and out, and who guesses at a password."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.accounts.queries import member_of
from tests.accounts.factories import PASSWORD, founded, signed_in

ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> int:
    """The status of a try."""
    typed = {"login": email, "password": password}
    return client.post("/account/login/", typed, **extra).status_code  # type: ignore[arg-type]


def knocking(founder: Membership, times: int, **extra: str) -> list[int]:
    """A stranger's guesses at the founder's password."""
    return [sign_in(Client(), founder.identity.email, "Guess123", **extra) for _ in range(times)]


def test_the_right_password_leads_where_one_was_going(installation: Settings) -> None:
    founder, client = founded(), Client()
    away = client.get("/members/me/")
    assert away.headers["Location"] == "/account/login/?next=%2Fmembers%2Fme%2F"
    typed = {"login": founder.identity.email.upper(), "password": PASSWORD, "next": "/members/me/"}
    assert client.post("/account/login/", typed).headers["Location"] == "/members/me/"


def test_it_never_leads_to_another_site(installation: Settings) -> None:
    typed = {"login": founded().identity.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/account/login/", typed).headers["Location"] == "/"


def test_it_gives_the_session_another_id(installation: Settings) -> None:
    founder, client = founded(), Client()
    client.session.save()
    before = client.session.session_key
    client.cookies["spindle_session"] = before or ""
    assert sign_in(client, founder.identity.email) == 302
    assert client.cookies["spindle_session"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(installation: Settings) -> None:
    founder = founded()
    pages = [
        Client().post("/account/login/", {"login": address, "password": "Wrong1pass"})
        for address in (founder.identity.email, "nobody@acme.example")
    ]
    said = [page.context["form"].non_field_errors() for page in pages]
    assert [page.status_code for page in pages] == [422, 422]
    assert said[0]
    assert said[0] == said[1]


def test_guessing_is_stopped(installation: Settings) -> None:
    founder = founded()
    knocking(founder, 5)
    assert sign_in(Client(), founder.identity.email) == 422


def test_a_stranger_cannot_lock_the_owner_out(installation: Settings) -> None:
    founder = founded()
    knocking(founder, 8, **ELSEWHERE)
    assert sign_in(Client(), founder.identity.email) == 302


def test_the_owners_browser_is_known_even_at_the_strangers_address(installation: Settings) -> None:
    founder, client = founded(), Client()
    sign_in(client, founder.identity.email)
    client.post("/account/logout/")
    knocking(founder, 6)
    assert sign_in(Client(), founder.identity.email) == 422
    assert sign_in(client, founder.identity.email) == 302


def test_many_strangers_together_are_stopped_but_not_the_owner(installation: Settings) -> None:
    installation.ACCOUNT_RATE_LIMITS = {"login_from_anywhere": "4/h/key"}
    founder, client = founded(), Client()
    sign_in(client, founder.identity.email)
    client.post("/account/logout/")
    for number in range(4):
        knocking(founder, 1, REMOTE_ADDR=f"198.51.100.{number}")
    assert sign_in(Client(), founder.identity.email, REMOTE_ADDR="198.51.100.99") == 422
    assert sign_in(client, founder.identity.email) == 302


def test_a_made_up_device_cookie_is_no_known_browser(installation: Settings) -> None:
    founder, client = founded(), Client()
    client.cookies["spindle_device"] = "0" * 32 + ":1abcde:made-up"
    knocking(founder, 5)
    assert sign_in(client, founder.identity.email) == 422


def test_signing_out_ends_the_session(installation: Settings) -> None:
    client = signed_in(founded())
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert client.get("/").status_code == 302


def test_a_link_signs_nobody_out(installation: Settings) -> None:
    client = signed_in(founded())
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/").status_code == 200


def test_htmx_is_sent_to_sign_in_as_a_whole(installation: Settings) -> None:
    answer = Client(headers={"hx-request": "true"}).get("/")
    assert answer.headers["HX-Redirect"].startswith("/account/login/")


def test_a_post_without_token_is_refused(installation: Settings) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, founded().identity.email) == 403


@pytest.mark.parametrize("key", ["", "unknown"])
def test_an_unknown_session_is_nobodys(installation: Settings, key: str) -> None:
    assert member_of(key) is None


def test_a_session_is_the_members_until_he_signs_out(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    key = client.session.session_key or ""
    assert member_of(key) == (founder.organisation.slug, founder.member_id)
    client.post("/account/logout/")
    assert member_of(key) is None


def test_after_a_wrong_password_one_types_the_password(installation: Settings) -> None:
    page = Client().post("/account/login/", {"login": founded().identity.email, "password": "Wrong1pass"})
    assert re.search(r'<input type="password"[^>]* autofocus', page.content.decode())


def test_a_new_installation_begins_with_a_company(installation: Settings) -> None:
    assert Client().get("/account/login/").headers["Location"] == "/account/signup/"
    founded()
    assert Client().get("/account/login/").status_code == 200
