"""Who leaves: the last day, the mailboxes that he read, and the administrator that stays."""

import json
import threading
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.accounts.queries import today_at
from spindle.channels.models import Account
from spindle.journal.models import Line
from spindle.members.actions import LastAdministrator, change_role, deactivate, end_employments, set_leaving
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.accounts.factories import PASSWORD, founded, joined, member, signed_in
from tests.factories import account

A_DAY = timedelta(days=1)


def mailbox_of(membership: Membership) -> Account:
    """A mailbox that only this member reads."""
    with membership.organisation.active():
        return account(member(membership))


def readers(box: Account, membership: Membership) -> set[int]:
    """Who reads a mailbox of this member's company."""
    with membership.organisation.active():
        return set(box.members.values_list("pk", flat=True))


def change(client: Client, who: Membership, **typed: object) -> dict[str, str]:
    """What an administrator saves in the pop-up; the toast that follows."""
    fields = {"role": "user", "left_on": "", **typed}
    answer = client.post(f"/members/{who.member_id}/", fields)
    assert answer.status_code == 204, answer.content
    return dict(json.loads(answer.headers["HX-Trigger"])["toast"])


def comes_in(who: Membership) -> bool:
    """Whether Home is shown to him."""
    return signed_in(who).get("/").status_code == 200


def test_from_the_day_on_signing_in_is_refused(installation: Settings) -> None:
    founder = founded()
    joris, today = joined(founder.organisation), today_at(founder.organisation)
    client = signed_in(founder)
    change(client, joris, left_on=(today + A_DAY).isoformat())
    assert comes_in(joris)
    assert b"leaves on" in client.get("/members/").content
    change(client, joris, left_on=today.isoformat())
    assert not comes_in(joris)
    assert b"left on" in client.get("/members/").content


def test_undo_takes_the_day_back_and_lets_in_again(installation: Settings) -> None:
    founder = founded()
    joris, client = joined(founder.organisation), signed_in(founder)
    toast = change(client, joris, left_on="2026-01-01", role="read_only")
    assert client.post(toast["undo"]).status_code == 204
    assert (member(joris).role, member(joris).left_on, member(joris).active) == (Role.USER, None, True)
    assert comes_in(joris)


def test_the_door_looks_at_the_day_before_the_worker_does(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        Member.objects.filter(pk=joris.member_id).update(left_on=today_at(founder.organisation))
    assert not comes_in(joris)


def test_the_worker_shuts_out_when_the_day_has_come(installation: Settings) -> None:
    founder = founded()
    joris, today = joined(founder.organisation), today_at(founder.organisation)
    with founder.organisation.active():
        set_leaving(member(joris), founder.organisation, today + A_DAY, today=today, by=member(founder))
        assert end_employments(founder.organisation, today=today) == 0
        assert end_employments(founder.organisation, today=today + A_DAY) == 1
        assert end_employments(founder.organisation, today=today + A_DAY) == 0
        line = Line.objects.get(verb="deactivated")
    assert (line.by, line.subject_id) == (None, joris.member_id)
    assert not Membership.objects.get(pk=joris.pk).active


def test_an_impossible_day_is_refused(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    for day in ("nonsense", "0001-01-01", "9999-12-31"):
        answer = signed_in(founder).post(f"/members/{joris.member_id}/", {"role": "user", "left_on": day})
        assert answer.status_code == 422


@pytest.mark.parametrize("typed", [{"role": "user"}, {"role": "administrator", "left_on": "2199-01-01"}])
def test_the_last_administrator_gets_no_last_day_and_no_other_role(
    installation: Settings, typed: dict[str, str]
) -> None:
    founder = founded()
    answer = signed_in(founder).post(f"/members/{founder.member_id}/", typed)
    assert answer.status_code == 422
    assert b"This is the last administrator." in answer.content
    assert (member(founder).role, member(founder).left_on) == (Role.ADMINISTRATOR, None)


def test_an_administrator_who_leaves_some_day_does_not_count(installation: Settings) -> None:
    founder = founded()
    second = joined(founder.organisation, Role.ADMINISTRATOR)
    with founder.organisation.active():
        set_leaving(
            member(second), founder.organisation, date(2199, 1, 1), today=date(2026, 1, 1), by=member(founder)
        )
        with pytest.raises(LastAdministrator):
            change_role(member(founder), Role.USER, by=member(founder))


def test_of_two_administrators_who_shut_each_other_out_one_stays(installation: Settings) -> None:
    founder = founded()
    second = joined(founder.organisation, Role.ADMINISTRATOR)
    organisation, start = founder.organisation, threading.Barrier(2)
    refused = []

    def shut_out(whom: Membership, by: Membership) -> None:
        with organisation.active():
            one, other = Member.objects.get(pk=whom.member_id), Member.objects.get(pk=by.member_id)
            start.wait(10)
            try:
                deactivate(one, organisation, by=other)
            except LastAdministrator:
                refused.append(whom)

    threads = [
        threading.Thread(target=shut_out, args=pair) for pair in ((second, founder), (founder, second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with organisation.active():
        assert Member.objects.filter(role=Role.ADMINISTRATOR, active=True).count() == len(refused) == 1


def test_mailboxes_are_given_and_taken_in_the_pop_up(installation: Settings) -> None:
    founder = founded()
    joris, client = joined(founder.organisation), signed_in(founder)
    box = mailbox_of(founder)
    toast = change(client, joris, mailboxes=[box.pk])
    assert readers(box, founder) == {founder.member_id, joris.member_id}
    client.post(toast["undo"])
    assert readers(box, founder) == {founder.member_id}


def test_his_mailboxes_go_to_a_colleague_and_undo_takes_them_back(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    client, box = signed_in(founder), mailbox_of(joris)
    url = f"/members/{joris.member_id}/deactivation/"
    assert "Nobody else reads it." in client.get(url).content.decode()
    answer = client.post(url, {f"mailbox-{box.pk}": founder.member_id})
    assert readers(box, founder) == {founder.member_id, joris.member_id}
    client.delete(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"])
    assert readers(box, founder) == {joris.member_id}
    assert comes_in(joris)


def test_a_mailbox_goes_to_nobody_who_may_not_come_in(installation: Settings) -> None:
    founder = founded()
    joris, tom = joined(founder.organisation), joined(founder.organisation, first_name="Tom")
    client, box = signed_in(founder), mailbox_of(joris)
    client.post(f"/members/{tom.member_id}/deactivation/")
    answer = client.post(f"/members/{joris.member_id}/deactivation/", {f"mailbox-{box.pk}": tom.member_id})
    assert answer.status_code == 422
    assert comes_in(joris)


def test_what_he_had_stays(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    box = mailbox_of(joris)
    signed_in(founder).post(f"/members/{joris.member_id}/deactivation/")
    assert readers(box, founder) == {joris.member_id}


def test_who_is_in_no_company_any_more_gets_no_session(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    signed_in(founder).post(f"/members/{joris.member_id}/deactivation/")
    browser = Client()
    answer = browser.post("/account/login/", {"login": joris.identity.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/account/inactive/"
    assert "_auth_user_id" not in browser.session


def test_the_page_tells_what_each_role_may_do(installation: Settings) -> None:
    page = signed_in(founded()).get("/members/roles/").content.decode()
    assert "Invite users, change their role, let them in and out" in page
    assert all(str(role.label) in page for role in Role)


def test_the_page_tells_when_somebody_was_last_at_work(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    client = signed_in(founder)
    assert b"not yet" in client.get("/members/").content
    signed_in(joris).get("/")
    assert b"not yet" not in client.get("/members/").content
