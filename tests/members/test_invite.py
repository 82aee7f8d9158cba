"""Inviting colleagues (product.md ON-10)."""

import pytest
from pytest_django import Settings

from spindle.accounts.models import Invitation
from spindle.journal.models import Line
from spindle.members.actions import MayNot, invite
from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, member, signed_in, text_of
from tests.peers.smtp import Smtp

TYPED = {"email": "Joris@acme.example", "role": "user"}


def test_the_link_is_shown_to_be_copied(installation: Settings) -> None:
    page = signed_in(founded()).post("/members/invitations/", TYPED)
    assert page.context["url"].startswith("http://testserver/account/invitation/")
    assert page.context["url"].encode() in page.content
    assert Invitation.objects.get().email == "joris@acme.example"


def test_it_has_the_installations_own_address_whatever_the_host_header_says(installation: Settings) -> None:
    installation.SPINDLE_URL = "https://crm.acme.example"
    page = signed_in(founded()).post("/members/invitations/", TYPED)
    assert page.context["url"].startswith("https://crm.acme.example/account/invitation/")


def test_it_is_mailed_where_there_is_a_server(postbox: Smtp) -> None:
    page = signed_in(founded()).post("/members/invitations/", TYPED)
    assert postbox.messages[0].recipients == ("joris@acme.example",)
    assert page.context["url"] in text_of(postbox)


def test_a_dead_server_loses_nothing(postbox: Smtp, installation: Settings) -> None:
    installation.EMAIL_PORT = 1
    page = signed_in(founded()).post("/members/invitations/", TYPED)
    assert page.context["not_mailed"]
    assert page.context["url"].encode() in page.content


def test_the_journal_tells_who_invited_whom(installation: Settings) -> None:
    founder = founded()
    signed_in(founder).post("/members/invitations/", TYPED)
    with founder.organisation.active():
        line = Line.objects.get(verb="invited")
    assert (line.by, line.after) == (founder.member_id, {"email": "joris@acme.example", "role": "user"})


def test_inviting_again_replaces_the_link(installation: Settings) -> None:
    client = signed_in(founded())
    pages = [client.post("/members/invitations/", TYPED) for _ in range(2)]
    answers = [client.get(page.context["url"]).status_code for page in pages]
    assert answers == [410, 200]


def test_a_member_is_not_invited(installation: Settings) -> None:
    founder = founded()
    typed = TYPED | {"email": founder.identity.email}
    assert signed_in(founder).post("/members/invitations/", typed).status_code == 422


@pytest.mark.parametrize("wrong", [{"email": "no address"}, {"role": "owner"}, {"role": ""}])
def test_nonsense_is_refused(installation: Settings, wrong: dict[str, str]) -> None:
    assert signed_in(founded()).post("/members/invitations/", TYPED | wrong).status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.USER, Role.READ_ONLY])
def test_others_may_not(installation: Settings, role: Role) -> None:
    other = joined(founded().organisation, role)
    assert signed_in(other).post("/members/invitations/", TYPED).status_code == 403
    with other.organisation.active(), pytest.raises(MayNot):
        invite(other.organisation, "x@acme.example", Role.USER, by=member(other))


def test_withdrawing_kills_the_link(installation: Settings) -> None:
    client = signed_in(founded())
    url = client.post("/members/invitations/", TYPED).context["url"]
    assert client.delete(f"/members/invitations/{Invitation.objects.get().pk}/").status_code == 204
    assert client.get(url).status_code == 410


def test_renewing_makes_another_link(installation: Settings) -> None:
    client = signed_in(founded())
    old = client.post("/members/invitations/", TYPED).context["url"]
    renewal = f"/members/invitations/{Invitation.objects.get().pk}/renewal/"
    assert client.get(renewal).status_code == 200
    new = client.post(renewal).context["url"]
    assert [client.get(old).status_code, client.get(new).status_code] == [410, 200]


def test_another_companys_invitation_is_not_there(installation: Settings) -> None:
    signed_in(founded()).post("/members/invitations/", TYPED)
    pk = Invitation.objects.get().pk
    stranger = signed_in(founded("Globex"))
    assert stranger.delete(f"/members/invitations/{pk}/").status_code == 404
    assert stranger.post(f"/members/invitations/{pk}/renewal/").status_code == 404
    assert Invitation.objects.filter(pk=pk).exists()
