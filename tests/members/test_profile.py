"""One's own settings."""

import pytest
from pytest_django import Settings

from spindle.journal.models import Line
from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, member, signed_in

TYPED = {
    "first_name": "Eline",
    "last_name": "de Visser",
    "language": "nl",
    "time_zone": "America/New_York",
    "shortcuts": "on",
}


def test_what_is_saved_holds_from_the_next_page(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    assert client.post("/members/me/", TYPED).headers["Location"] == "/members/me/"
    assert member(founder).name == "Eline de Visser"
    page = client.get("/members/me/")
    assert page.headers["Content-Language"] == "nl"
    assert '<option value="America/New_York" selected>' in page.content.decode()


def test_an_empty_choice_follows_the_company(installation: Settings) -> None:
    founder = founded()
    signed_in(founder).post("/members/me/", TYPED | {"language": "", "time_zone": ""})
    assert (member(founder).language, member(founder).time_zone) == ("", "")


def test_shortcuts_can_be_switched_off(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    client.post("/members/me/", {name: value for name, value in TYPED.items() if name != "shortcuts"})
    assert client.get("/members/me/").context["shortcuts_off"] is True


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"first_name": ""}])
def test_nonsense_is_refused(installation: Settings, wrong: dict[str, str]) -> None:
    founder = founded()
    assert signed_in(founder).post("/members/me/", TYPED | wrong).status_code == 422
    assert member(founder).last_name == "Visser"


def test_who_may_only_read_has_his_own_settings_too(installation: Settings) -> None:
    reader = joined(founded().organisation, Role.READ_ONLY)
    assert signed_in(reader).post("/members/me/", TYPED).status_code == 302
    assert member(reader).language == "nl"


def test_nothing_changed_writes_nothing(installation: Settings) -> None:
    founder = founded()
    for _ in range(2):
        signed_in(founder).post("/members/me/", TYPED)
    with founder.organisation.active():
        assert Line.objects.filter(verb="profile changed").count() == 1
