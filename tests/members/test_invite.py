"""Inviting colleagues (product.md ON-10)."""

import json
import re

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Invitation
from spindle.journal.models import Line
from spindle.members.actions import MayNot, invite
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.accounts.factories import PASSWORD, founded, joined, member, signed_in
from tests.factories import account

URL = "/members/invitations/"
TYPED = {"addresses": "Joris@acme.example", "role": "user", "language": "en", "message": ""}
NEWCOMER = {"first_name": "Joris", "last_name": "Bakker", "password": PASSWORD}


def link(client: Client, **typed: object) -> str:
    """The link of who is invited alone."""
    (row,) = client.post(URL, TYPED | typed).context["rows"]
    return str(row.url)


def test_the_link_is_shown_to_be_copied(installation: Settings) -> None:
    page = signed_in(founded()).post(URL, TYPED)
    (row,) = page.context["rows"]
    assert row.url.startswith("http://testserver/account/invitation/")
    assert f'data-copy="{row.url}"' in page.content.decode()
    assert Invitation.objects.get().email == "joris@acme.example"


def test_many_each_get_a_link_of_their_own_and_one_button_copies_all(installation: Settings) -> None:
    page = signed_in(founded()).post(URL, TYPED | {"addresses": "a@x.example, b@x.example\nC <c@x.example>"})
    urls = [row.url for row in page.context["rows"]]
    assert len(set(urls)) == 3
    assert page.context["all_links"].splitlines()[2] == f"c@x.example: {urls[2]}"
    assert "3 colleagues are invited" in page.content.decode()


def test_it_has_the_installations_own_address_whatever_the_host_header_says(installation: Settings) -> None:
    installation.SPINDLE_URL = "https://crm.acme.example"
    assert link(signed_in(founded())).startswith("https://crm.acme.example/account/invitation/")


def test_the_journal_tells_who_invited_whom(installation: Settings) -> None:
    founder = founded()
    signed_in(founder).post(URL, TYPED)
    with founder.organisation.active():
        line = Line.objects.get(verb="invited")
    assert line.by == founder.member_id
    assert line.after == {"email": "joris@acme.example", "role": "user", "language": "en"}


def test_what_cannot_be_invited_is_told_one_by_one_and_what_was_typed_stays(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    client.post(URL, TYPED)
    pasted = f"nonsense, joris@acme.example, {founder.identity.email}, new@x.example, New <NEW@x.example>"
    page = client.post(URL, TYPED | {"addresses": pasted})
    said = page.context["form"].errors["addresses"]
    assert (page.status_code, list(said)) == (
        422,
        [
            "“nonsense” is not an e-mail address.",
            f"{founder.identity.email} is a user of this company already.",
            "joris@acme.example has been invited already. You can mail it again from the list of users.",
            "new@x.example was typed more than once and is invited once.",
        ],
    )
    assert pasted.partition("<")[0] in page.content.decode()
    assert Invitation.objects.count() == 1


def test_the_others_are_invited_when_one_says_so(installation: Settings) -> None:
    client = signed_in(founded())
    page = client.post(URL, TYPED | {"addresses": "nonsense\nnew@x.example"})
    assert b"Invite the other one" in page.content
    page = client.post(URL, TYPED | {"addresses": "nonsense\nnew@x.example", "skip": "1"})
    assert [one.email for one in Invitation.objects.all()] == ["new@x.example"]
    assert "“nonsense” is not an e-mail address." in page.content.decode()


def test_with_nobody_left_there_is_no_skipping(installation: Settings) -> None:
    page = signed_in(founded()).post(URL, TYPED | {"addresses": "nonsense", "skip": "1"})
    assert page.status_code == 422
    assert b"Invite the other" not in page.content


def test_what_was_typed_is_shown_as_text(installation: Settings) -> None:
    page = signed_in(founded()).post(URL, TYPED | {"addresses": '<script>alert(1)</script>, "x" onfocus=x@y'})
    assert page.status_code == 422
    assert b"<script>alert" not in page.content


def test_no_more_than_fifty_at_once(installation: Settings) -> None:
    many = "\n".join(f"a{number}@x.example" for number in range(51))
    page = signed_in(founded()).post(URL, TYPED | {"addresses": many})
    assert page.status_code == 422
    assert b"Invite at most 50 at once." in page.content


def test_a_company_invites_so_many_a_day(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spindle.accounts.actions.pace.OF_A_COMPANY_A_DAY", 2)
    client = signed_in(founded())
    assert client.post(URL, TYPED | {"addresses": "a@x.example b@x.example"}).status_code == 200
    client.delete(f"{URL}{Invitation.objects.all()[0].pk}/")
    page = client.post(URL, TYPED | {"addresses": "c@x.example"})
    assert page.status_code == 422
    assert b"So many invitations cannot be sent at once." in page.content


def test_nobody_is_invited_by_many_companies_on_one_day(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spindle.accounts.actions.pace.TO_AN_ADDRESS_A_DAY", 1)
    assert signed_in(founded()).post(URL, TYPED).status_code == 200
    assert signed_in(founded("Globex")).post(URL, TYPED).status_code == 422


def test_all_are_invited_or_none(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spindle.accounts.actions.pace.OF_A_COMPANY_A_DAY", 1)
    founder = founded()
    signed_in(founder).post(URL, TYPED | {"addresses": "a@x.example b@x.example"})
    assert not Invitation.objects.exists()
    with founder.organisation.active():
        assert not Line.objects.filter(verb="invited").exists()


def test_an_expired_one_can_be_invited_anew(installation: Settings) -> None:
    client = signed_in(founded())
    old = link(client)
    Invitation.objects.update(expires="2026-01-01T00:00Z")
    assert b"expired" in client.get("/members/").content
    assert [client.get(old).status_code, client.get(link(client)).status_code] == [410, 200]


@pytest.mark.parametrize("wrong", [{"addresses": ""}, {"role": "owner"}, {"role": ""}, {"language": "tlh"}])
def test_nonsense_is_refused(installation: Settings, wrong: dict[str, str]) -> None:
    assert signed_in(founded()).post(URL, TYPED | wrong).status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.USER, Role.READ_ONLY])
def test_others_may_not(installation: Settings, role: Role) -> None:
    other = joined(founded().organisation, role)
    assert signed_in(other).post(URL, TYPED).status_code == 403
    with other.organisation.active(), pytest.raises(MayNot):
        invite(other.organisation, "x@acme.example", Role.USER, by=member(other))


def test_withdrawing_kills_the_link_and_undo_brings_it_back(installation: Settings) -> None:
    client = signed_in(founded())
    url = link(client)
    answer = client.delete(f"{URL}{Invitation.objects.get().pk}/")
    assert client.get(url).status_code == 410
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert (client.post(undo["undo"]).status_code, undo["method"]) == (204, "POST")
    assert client.get(url).status_code == 200


def test_a_withdrawn_link_lets_nobody_in(installation: Settings) -> None:
    client = signed_in(founded())
    url = link(client)
    client.delete(f"{URL}{Invitation.objects.get().pk}/")
    assert Client().post(url, NEWCOMER).status_code == 410


def test_withdrawing_is_not_undone_when_a_newer_one_is_there(installation: Settings) -> None:
    client = signed_in(founded())
    link(client)
    first = Invitation.objects.get()
    client.delete(f"{URL}{first.pk}/")
    link(client)
    assert client.post(f"{URL}{first.pk}/").status_code == 409


def test_renewing_makes_another_link(installation: Settings) -> None:
    client = signed_in(founded())
    old = link(client)
    renewal = f"{URL}{Invitation.objects.get().pk}/renewal/"
    assert client.get(renewal).status_code == 200
    (row,) = client.post(renewal).context["rows"]
    assert [client.get(old).status_code, client.get(row.url).status_code] == [410, 200]


def test_another_companys_invitation_is_not_there(installation: Settings) -> None:
    signed_in(founded()).post(URL, TYPED)
    pk = Invitation.objects.get().pk
    stranger = signed_in(founded("Globex"))
    assert stranger.delete(f"{URL}{pk}/").status_code == 404
    assert stranger.post(f"{URL}{pk}/").status_code == 404
    assert stranger.post(f"{URL}{pk}/renewal/").status_code == 404
    assert "joris" not in stranger.get(f"{URL}mail/?id={pk}").content.decode()
    assert Invitation.objects.filter(pk=pk, withdrawn_at=None).exists()


def test_the_newcomer_reads_the_invitation_and_the_pages_in_its_language(installation: Settings) -> None:
    url, browser = link(signed_in(founded()), language="nl", message="Tot maandag!\n<b>E</b>"), Client()
    page = browser.get(url)
    assert (page.headers["Content-Language"], '<html lang="nl"' in page.content.decode()) == ("nl", True)
    assert "Tot maandag!<br>&lt;b&gt;E&lt;/b&gt;" in page.content.decode()
    browser.post(url, NEWCOMER)
    assert browser.get("/").headers["Content-Language"] == "nl"


def test_the_message_lies_sealed(installation: Settings) -> None:
    link(signed_in(founded()), message="Zilverspar")
    assert b"Zilverspar" not in bytes(Invitation.objects.get().message)


def test_the_newcomer_gets_the_mailboxes_that_were_chosen(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        shared, other = account(member(founder)), account(member(founder))
    client = signed_in(founder)
    assert shared.address.encode() in client.get(URL).content
    Client().post(link(client, mailboxes=[shared.pk]), NEWCOMER)
    with founder.organisation.active():
        joris = Member.objects.get(email="joris@acme.example")
        assert [box.pk for box in joris.accounts.all()] == [shared.pk]
        assert Line.objects.get(verb="shared").by == founder.member_id
    assert re.search(rf"{shared.address}.*joris", client.get("/members/").content.decode(), re.DOTALL)
    assert other.pk != shared.pk


def test_a_mailbox_that_is_gone_keeps_nobody_out(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        box = account(member(founder))
    url = link(signed_in(founder), mailboxes=[box.pk])
    with founder.organisation.active():
        box.delete()
    assert Client().post(url, NEWCOMER).status_code == 302


def test_a_mailbox_of_nobody_here_cannot_be_chosen(installation: Settings) -> None:
    founder = founded()
    with founder.organisation.active():
        account(member(founder))
    assert signed_in(founder).post(URL, TYPED | {"mailboxes": ["999"]}).status_code == 422


def test_an_old_invitation_takes_no_role_away(installation: Settings) -> None:
    founder = founded()
    client = signed_in(founder)
    joris = joined(founder.organisation, Role.ADMINISTRATOR)
    client.post(f"/members/{joris.member_id}/deactivation/")
    url = link(client, addresses=joris.identity.email, role="read_only")
    client.delete(f"/members/{joris.member_id}/deactivation/")
    signed_in(joris).post(url)
    assert member(joris).role == Role.ADMINISTRATOR
