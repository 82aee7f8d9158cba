"""Only who administers changes the preferences; a change holds for all, is written down, told live, and taken back."""

import json

import pytest
from django.core import signing
from django.http import HttpResponseBase
from django.test import Client

from spindle.accounts.models import Membership
from spindle.journal.models import Line
from spindle.members.rights import Role
from spindle.members.slots import Section, SettingsForm, Tab, register
from tests.accounts.factories import founded, joined, signed_in
from tests.preferences.pages import GENERAL, choose, general, held

LABELS = ["General", "CRM part", "E-mail &amp; Tasks", "Auto-clean", "Time", "Security", "Company"]


def toast_of(answer: HttpResponseBase) -> dict[str, str]:
    """What the next page will show."""
    kept: dict[str, str] = signing.loads(answer.cookies["spindle_toast"].value, salt="spindle.ui.toast")
    return kept


def lines(founder: Membership) -> list[Line]:
    with founder.organisation.active():
        return list(Line.objects.filter(subject="preferences").order_by("id"))


def test_there_are_seven_tabs_in_order(client: Client) -> None:
    page = client.get("/preferences/", follow=True).content.decode()
    at = [page.index(f">{label}</a>") for label in LABELS]
    assert at == sorted(at)


@pytest.mark.parametrize("tab", Tab.values)
def test_each_tab_opens_and_says_something(client: Client, tab: str) -> None:
    page = client.get(f"/preferences/{tab}/")
    assert page.status_code == 200
    assert (
        'class="empty"' in page.content.decode()
        or 'class="rules"' in page.content.decode()
        or tab == "security"
    )


@pytest.mark.parametrize("role", [Role.USER, Role.READ_ONLY])
def test_who_has_no_administration_opens_none(founder: Membership, role: Role) -> None:
    client = signed_in(joined(founder.organisation, role))
    assert client.get(GENERAL).status_code == 403
    assert client.post(GENERAL, general(order="mdy")).status_code == 403
    assert lines(founder) == []


def test_a_change_holds_for_the_colleague_too(client: Client, colleague: Membership) -> None:
    choose(client, language="nl")
    assert signed_in(colleague).get("/").headers["Content-Language"] == "nl"


def test_another_company_keeps_its_own(client: Client) -> None:
    choose(client, language="nl", order="mdy")
    other = held(signed_in(founded("Globex")))
    assert (other["language"], other["order"]) == ("en", "dmy")


def test_it_is_written_down_with_before_and_after(client: Client, founder: Membership) -> None:
    choose(client, order="mdy", hide_today="")
    (line,) = lines(founder)
    assert line.before == {"general.order": "dmy", "general.hide_today": True}
    assert line.after == {"general.order": "mdy", "general.hide_today": False}
    assert line.by == founder.member_id


def test_open_pages_hear_of_it(client: Client, founder: Membership) -> None:
    choose(client, order="mdy")
    assert "preferences" in lines(founder)[0].topics.split()


def test_nothing_changed_writes_nothing(client: Client, founder: Membership) -> None:
    choose(client)
    choose(client, order="mdy")
    choose(client, order="mdy")
    assert len(lines(founder)) == 1


def test_it_is_taken_back_from_the_toast(client: Client, founder: Membership) -> None:
    told = toast_of(choose(client, order="mdy", language="it"))
    for _ in range(2):
        answer = client.delete(told["undo"])
        assert answer.status_code == 204
        assert "preferences" in json.loads(answer.headers["HX-Trigger"])
    assert client.get(GENERAL).headers["Content-Language"] == "en"
    assert held(client)["order"] == "dmy"
    assert [line.verb for line in lines(founder)] == ["preferences changed", "preferences taken back"]


def test_what_was_chosen_since_is_not_overwritten(client: Client, colleague: Membership) -> None:
    told = toast_of(choose(client, time_zone="Europe/Rome"))
    choose(client, time_zone="Europe/Paris")
    assert client.delete(told["undo"]).status_code == 409
    assert held(client)["time_zone"] == "Europe/Paris"


def test_only_who_administers_takes_back(client: Client, colleague: Membership) -> None:
    told = toast_of(choose(client, order="mdy"))
    assert signed_in(colleague).delete(told["undo"]).status_code == 403


def test_another_line_of_the_journal_is_no_change_of_preferences(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        joined_line = Line.objects.get(subject="member")
    assert client.delete(f"/preferences/changes/{joined_line.pk}/").status_code == 404


def test_two_administrators_do_not_undo_each_other(client: Client, founder: Membership) -> None:
    """Each changes one thing on a page that was made before the other's change."""
    other = signed_in(joined(founder.organisation, Role.ADMINISTRATOR))
    choose(client, order="mdy")
    choose(other, clock="12")
    assert (held(client)["order"], held(client)["clock"]) == ("mdy", 12)


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"},
        {"order": "ymd"},
        {"clock": "13"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    client: Client, founder: Membership, wrong: dict[str, str]
) -> None:
    assert client.post(GENERAL, general(**wrong)).status_code == 422
    assert lines(founder) == []


def test_the_page_shows_what_was_changed_and_by_whom(client: Client) -> None:
    choose(client, language="nl")
    choose(client, language="en")
    page = client.get(GENERAL).content.decode()
    assert '<s class="muted">English</s> Nederlands' in page
    assert "Eline Visser" in page


def test_a_folder_fills_a_slot_once() -> None:
    section = Section("general", Tab.GENERAL, SettingsForm, lambda _: {}, lambda _, __: None)
    with pytest.raises(ValueError, match="general"):
        register(section)
