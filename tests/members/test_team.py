"""Roles, and who may come in."""

import json
from datetime import date

import pytest
from pytest_django import Settings

from spindle.journal.models import Line
from spindle.members.actions import LastAdministrator, MayNot, change_role, deactivate, reactivate
from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, member, signed_in

TODAY = date(2026, 3, 2)


def test_the_page_shows_everybody(installation: Settings) -> None:
    founder = founded()
    joined(founder.organisation)
    page = signed_in(founder).get("/members/")
    assert b"Eline Visser" in page.content
    assert b"Joris Bakker" in page.content


def test_it_changes_a_role_and_can_undo_it(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    client, url = signed_in(founder), f"/members/{joris.member_id}/role"
    answer = client.post(f"{url}/administrator/")
    assert member(joris).role == Role.ADMINISTRATOR
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert (undo["undo"], undo["method"]) == (f"{url}/user/", "POST")
    client.post(undo["undo"])
    assert member(joris).role == Role.USER


def test_the_same_role_twice_is_written_once(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        for _ in range(2):
            change_role(member(joris), Role.READ_ONLY, by=member(founder))
        assert Line.objects.filter(verb="role changed").count() == 1


def test_an_unknown_role_is_not_there(installation: Settings) -> None:
    founder = founded()
    assert signed_in(founder).post(f"/members/{founder.member_id}/role/owner/").status_code == 404


@pytest.mark.parametrize("deed", ["role/user/", "deactivation/"])
def test_the_last_administrator_stays(installation: Settings, deed: str) -> None:
    founder = founded()
    answer = signed_in(founder).post(f"/members/{founder.member_id}/{deed}")
    assert answer.status_code == 409
    assert answer.content.startswith(b"This is the last administrator.")
    assert (member(founder).role, member(founder).active) == (Role.ADMINISTRATOR, True)


def test_a_deactivated_administrator_does_not_count(installation: Settings) -> None:
    founder = founded()
    second = joined(founder.organisation, Role.ADMINISTRATOR)
    with founder.organisation.active():
        deactivate(member(second), founder.organisation, by=member(founder))
        with pytest.raises(LastAdministrator):
            change_role(member(founder), Role.USER, by=member(founder))


def test_deactivating_shuts_out_and_undo_lets_in(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    client, colleague = signed_in(founder), signed_in(joris)
    client.post(f"/members/{joris.member_id}/deactivation/")
    assert colleague.get("/").headers["Location"] == "/account/inactive/"
    client.delete(f"/members/{joris.member_id}/deactivation/")
    assert signed_in(joris).get("/").status_code == 200


def test_it_is_the_same_twice(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        for _ in range(2):
            deactivate(member(joris), founder.organisation, by=member(founder))
        for _ in range(2):
            reactivate(member(joris), founder.organisation, today=TODAY, by=member(founder))
        lines = Line.objects.filter(subject_id=joris.member_id).order_by("pk")
        verbs = [line.verb for line in lines]
    assert verbs == ["joined", "deactivated", "reactivated"]


@pytest.mark.parametrize("role", [Role.USER, Role.READ_ONLY])
def test_others_may_do_none_of_it(installation: Settings, role: Role) -> None:
    founder = founded()
    other = joined(founder.organisation, role)
    client = signed_in(other)
    assert client.get("/members/").status_code == 403
    assert client.post(f"/members/{other.member_id}/role/administrator/").status_code == 403
    assert client.post(f"/members/{founder.member_id}/deactivation/").status_code == 403
    with founder.organisation.active(), pytest.raises(MayNot):
        change_role(member(other), Role.ADMINISTRATOR, by=member(other))
    assert member(other).role == role


def test_another_companys_administrator_reaches_nobody(installation: Settings) -> None:
    founder = founded()
    for _ in range(2):
        joris = joined(founder.organisation)
    stranger = signed_in(founded("Globex"))
    assert stranger.post(f"/members/{joris.member_id}/deactivation/").status_code == 404
    assert member(joris).active


def test_a_refusal_to_htmx_is_a_sentence(installation: Settings) -> None:
    other = joined(founded().organisation)
    answer = signed_in(other, **{"hx-request": "true"}).get("/members/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
