"""Signing up: product.md ON-2, ON-3, part 3."""

import time

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.actions import AddressTaken, SignUpClosed, sign_up
from spindle.accounts.models import Identity, Membership
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation
from tests.accounts.factories import PASSWORD, founded, member, signed_in, wish
from tests.engines import only_sqlcipher

TYPED = {
    "first_name": "Eline",
    "last_name": "Visser",
    "company": "Van Dijk Interieur",
    "email": "Eline@VanDijk.example",
    "password": PASSWORD,
    "time_zone": "Europe/Amsterdam",
}


def test_it_lands_signed_in_on_home_within_two_seconds(installation: Settings) -> None:
    installation.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    # Of the processor, so that what else the machine does decides nothing.
    client, start = Client(), time.process_time()
    page = client.post("/account/signup/", TYPED, follow=True)
    assert time.process_time() - start < 2
    assert page.redirect_chain == [("/", 302)]
    assert b"Van Dijk Interieur" in page.content


@only_sqlcipher
def test_it_makes_an_encrypted_database_at_once(installation: Settings) -> None:
    organisation = founded().organisation
    main = organisation.handle().main.read_bytes()
    assert len(main) > 8192
    assert not main.startswith(b"SQLite format 3")


def test_the_founder_is_administrator(installation: Settings) -> None:
    founder = member(founded())
    assert (founder.name, founder.role) == ("Eline Visser", Role.ADMINISTRATOR)


def test_language_and_time_zone_come_from_the_browser(installation: Settings) -> None:
    Client(headers={"accept-language": "nl-NL,nl"}).post("/account/signup/", TYPED)
    made = Organisation.objects.get()
    assert (made.language, made.time_zone) == ("nl", "Europe/Amsterdam")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_time_zone_that_is_none_is_guessed(installation: Settings, zone: str) -> None:
    Client(headers={"accept-language": "nl"}).post("/account/signup/", TYPED | {"time_zone": zone})
    assert Organisation.objects.get().time_zone == "Europe/Amsterdam"


@pytest.mark.parametrize("password", ["Short1", "alllower1", "ALLUPPER1", "NoDigitsHere", "Password1"])
def test_a_weak_password_is_refused_and_what_was_typed_stays(installation: Settings, password: str) -> None:
    page = Client().post("/account/signup/", TYPED | {"password": password})
    assert page.status_code == 422
    assert b'value="Van Dijk Interieur"' in page.content
    assert not Identity.objects.exists()
    assert not Organisation.objects.exists()


def test_a_failure_half_way_leaves_nothing_behind(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(**_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Membership.objects, "create", full_disk)
    page = Client().post("/account/signup/", TYPED)
    assert page.status_code == 503
    assert b'value="Van Dijk Interieur"' in page.content
    assert not Identity.objects.exists()
    assert not Organisation.objects.exists()
    assert not any((installation.SPINDLE_DATA / "organisations").iterdir())


def test_an_address_that_is_known_is_refused(installation: Settings) -> None:
    founded(email="eline@vandijk.example")
    page = Client().post("/account/signup/", TYPED | {"password": "Otherpass1"})
    assert page.status_code == 422
    assert Organisation.objects.count() == 1


def test_who_is_known_founds_another_company_with_the_same_password(installation: Settings) -> None:
    first = founded(email="eline@acme.example")
    second = founded("Second", email="ELINE@acme.example")
    assert second.identity == first.identity
    assert second.organisation != first.organisation


def test_another_password_founds_nothing(installation: Settings) -> None:
    founded(email="eline@acme.example")
    with pytest.raises(AddressTaken):
        founded(email="eline@acme.example", password="Otherpass1")
    assert Organisation.objects.count() == 1


def test_only_the_first_may_where_the_setting_says_first(installation: Settings) -> None:
    installation.SPINDLE_SIGNUP = "first"
    founded()
    assert Client().get("/account/signup/").status_code == 403
    assert Client().post("/account/signup/", TYPED).status_code == 403
    assert Organisation.objects.count() == 1


def test_of_two_at_the_same_moment_the_second_is_taken_away_again(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.SPINDLE_SIGNUP = "first"
    founded()
    monkeypatch.setattr("spindle.accounts.actions.signing_up.signup_is_open", lambda: True)
    with pytest.raises(SignUpClosed):
        sign_up(wish("Late"))
    assert [company.name for company in Organisation.objects.all()] == ["Acme"]
    assert Identity.objects.count() == 1


def test_nobody_may_where_it_is_closed(installation: Settings) -> None:
    installation.SPINDLE_SIGNUP = "closed"
    assert Client().post("/account/signup/", TYPED).status_code == 403
    assert not Organisation.objects.exists()


def test_too_many_are_stopped(installation: Settings) -> None:
    installation.ACCOUNT_RATE_LIMITS = {"signup": "2/h/ip"}
    for number in range(2):
        Client().post("/account/signup/", TYPED | {"email": f"e{number}@x.example"})
    assert Client().post("/account/signup/", TYPED).status_code == 429
    assert Organisation.objects.count() == 2


def test_who_is_signed_in_goes_home(installation: Settings) -> None:
    assert signed_in(founded()).get("/account/signup/").headers["Location"] == "/"


def test_the_journal_tells_who_founded_it(installation: Settings) -> None:
    from spindle.journal.models import Line

    founder = founded()
    with founder.organisation.active():
        assert Line.objects.get(verb="joined").by == Member.objects.get().pk
