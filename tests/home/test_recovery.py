"""The recovery code gets onto paper (architecture.md, Keys)."""

from pytest_django import Settings

from spindle.home.actions import ASKED
from spindle.journal.models import Line
from spindle.members.rights import Role
from spindle.organisations import recovery
from tests.accounts.factories import founded, joined, signed_in


def groups() -> dict[str, str]:
    """What is to be typed back."""
    parts = recovery.show_code().split("-")
    return {"first": parts[ASKED[0] - 1], "second": parts[ASKED[1] - 1]}


def test_home_reminds_until_it_is_confirmed(installation: Settings) -> None:
    client = signed_in(founded())
    assert client.get("/").context["blocks"][0]["recovery_is_due"]
    assert recovery.show_code().encode() in client.get("/home/recovery/").content
    assert client.post("/home/recovery/", groups()).headers["Location"] == "/"
    assert not client.get("/").context["blocks"][0]["recovery_is_due"]
    assert recovery.show_code().encode() not in client.get("/home/recovery/").content


def test_a_hand_may_write_it_otherwise(installation: Settings) -> None:
    typed = {name: f" {text.lower().replace('0', 'o').replace('1', 'l')} " for name, text in groups().items()}
    signed_in(founded()).post("/home/recovery/", typed)
    assert recovery.is_confirmed()


def test_wrong_groups_confirm_nothing(installation: Settings) -> None:
    right = groups()
    wrong = {"first": right["second"], "second": right["first"]}
    assert signed_in(founded()).post("/home/recovery/", wrong).status_code == 422
    assert not recovery.is_confirmed()


def test_the_journal_tells_who_confirmed_it(installation: Settings) -> None:
    founder = founded()
    signed_in(founder).post("/home/recovery/", groups())
    with founder.organisation.active():
        assert Line.objects.get(verb="recovery code confirmed").by == founder.member_id


def test_only_administrators_see_it(installation: Settings) -> None:
    client = signed_in(joined(founded().organisation, Role.USER))
    assert not client.get("/").context["blocks"][0]["recovery_is_due"]
    assert client.get("/home/recovery/").status_code == 403


def test_no_later_company_sees_it_for_it_opens_all_of_them(installation: Settings) -> None:
    founded()
    client = signed_in(founded("Globex"))
    assert not client.get("/").context["blocks"][0]["recovery_is_due"]
    assert client.get("/home/recovery/").status_code == 404
    assert client.post("/home/recovery/", groups()).status_code == 404
    assert not recovery.is_confirmed()
