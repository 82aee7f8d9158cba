"""Tab General: each option changes what it says on the pages (product.md GE-1 to GE-3, GE-5)."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.members.models import Member
from spindle.members.notation import Notation, date_preferences
from spindle.organisations.models import Organisation
from tests.accounts.factories import PASSWORD
from tests.factories import account, message, received
from tests.preferences.pages import GENERAL, choose

LAST_YEAR = datetime(now().year - 1, 11, 5, 15, 30, tzinfo=UTC)
WORDS_FOR_INBOX = {"en": "Inbox", "nl": "Postvak IN"}


def inbox_with(founder: Membership, *moments: datetime) -> None:
    """A message of each moment."""
    with founder.organisation.active():
        box = account(Member.objects.get(pk=founder.member_id))
        received(box, *(message(f"Offer {number}", at=at) for number, at in enumerate(moments)))


def inbox(client: Client) -> str:
    return client.get("/inbox/", follow=True).content.decode()


@pytest.mark.parametrize("language", ["en", "nl", "it", "fr", "da", "pt-br", "es"])
def test_seven_languages_can_be_chosen_and_hold_on_every_page(client: Client, language: str) -> None:
    choose(client, language=language)
    assert f'<html lang="{language}"' in inbox(client)


def test_the_words_are_in_the_language(client: Client) -> None:
    for language, words in WORDS_FOR_INBOX.items():
        choose(client, language=language)
        assert f"<span>{words}</span>" in client.get("/").content.decode()


def test_a_member_keeps_his_own_language(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        Member.objects.filter(pk=founder.member_id).update(language="en")
    choose(client, language="nl")
    page = client.get(GENERAL)
    assert page.headers["Content-Language"] == "en"
    assert "1 user has another in the profile and keeps it." in page.content.decode()


def test_dates_are_written_in_the_order_chosen(client: Client, founder: Membership) -> None:
    inbox_with(founder, LAST_YEAR)
    assert f"05/11/{LAST_YEAR.year}" in inbox(client)
    choose(client, order="mdy")
    assert f"11/05/{LAST_YEAR.year}" in inbox(client)
    assert f"05/11/{LAST_YEAR.year}" not in inbox(client)


def test_times_are_written_as_chosen(client: Client, founder: Membership) -> None:
    inbox_with(founder, LAST_YEAR)
    assert ", 16:30" in inbox(client)
    choose(client, clock="12")
    assert ", 4:30 PM" in inbox(client)


def test_the_date_of_todays_items_is_hidden_until_it_is_wanted(client: Client, founder: Membership) -> None:
    moment = now()
    inbox_with(founder, moment)
    with founder.organisation.active():
        here = moment.astimezone().strftime("%M</time>")
    hidden = inbox(client)
    choose(client, hide_today="")
    shown = inbox(client)
    assert hidden.count(here) == shown.count(here) == 1
    row = shown[: shown.index(here)].rsplit(">", 1)[1]
    assert hidden[: hidden.index(here)].rsplit(">", 1)[1] in row
    assert row.startswith(str(moment.day))


def test_the_time_zone_moves_times(client: Client, founder: Membership) -> None:
    inbox_with(founder, LAST_YEAR)
    choose(client, time_zone="America/New_York")
    assert ", 10:30" in inbox(client)


@pytest.mark.parametrize(
    ("language", "zone", "order", "clock"),
    [
        ("nl", "Europe/Amsterdam", "dmy", 24),
        ("en", "Europe/London", "dmy", 24),
        ("en", "Atlantic/Reykjavik", "dmy", 24),
        ("en", "America/New_York", "mdy", 12),
        ("es", "America/New_York", "mdy", 24),
        ("en", "UTC", "dmy", 24),
    ],
)
def test_by_default_region_and_language_say_how(
    founder: Membership, language: str, zone: str, order: str, clock: int
) -> None:
    organisation = founder.organisation
    organisation.language, organisation.time_zone = language, zone
    with organisation.active():
        found = date_preferences(Member.objects.get(), organisation)
    assert (found.order, found.clock, found.hide_today) == (order, clock, True)


def test_what_another_version_kept_is_as_if_not_chosen(founder: Membership) -> None:
    from spindle.members.models import Setting
    from spindle.members.settings import read

    with founder.organisation.active():
        Setting.objects.create(
            name="notation", value={"order": 7, "clock": "12", "hide_today": False, "x": 1}
        )
        assert read(Notation) == Notation(hide_today=False)


@pytest.mark.parametrize(
    ("wanted", "got"), [("pt-BR,pt;q=0.9", "pt-br"), ("pt-PT", "pt-br"), ("de", "en"), ("fr-CA", "fr")]
)
def test_a_new_company_has_the_language_of_its_founders_browser(
    installation: Settings, wanted: str, got: str
) -> None:
    typed = {
        "first_name": "Ana",
        "last_name": "Souza",
        "company": "Padaria",
        "email": "ana@padaria.example",
        "password": PASSWORD,
        "time_zone": "America/Sao_Paulo",
    }
    Client(headers={"Accept-Language": wanted}).post("/account/signup/", typed)
    assert Organisation.objects.get().language == got
