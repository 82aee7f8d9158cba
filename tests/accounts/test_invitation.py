"""The page behind an invitation's link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from spindle.accounts.actions import InvitationGone, accept, create_invitation, renew_invitation
from spindle.accounts.models import Identity, Invitation, Membership
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.accounts.factories import PASSWORD, founded, joined, member, signed_in

TYPED = {"first_name": "Joris", "last_name": "Bakker", "password": PASSWORD}


def invited(founder: Membership, email: str = "joris@acme.example", role: Role = Role.USER) -> str:
    """The address of an invitation's page."""
    _, token = create_invitation(founder.organisation, email, role=role, invited_by="Eline")
    return f"/account/invitation/{token}/"


def test_a_newcomer_joins_with_the_role_of_the_invitation(installation: Settings) -> None:
    founder, client = founded(), Client()
    page = client.post(invited(founder, role=Role.READ_ONLY), TYPED, follow=True)
    assert page.redirect_chain == [("/", 302)]
    with founder.organisation.active():
        joris = Member.objects.get(email="joris@acme.example")
    assert (joris.name, joris.role) == ("Joris Bakker", Role.READ_ONLY)


def test_the_link_is_good_once(installation: Settings) -> None:
    url = invited(founded())
    Client().post(url, TYPED)
    assert Client().get(url).status_code == Client().post(url, TYPED).status_code == 410


def test_it_expires_after_seven_days(installation: Settings) -> None:
    url = invited(founded())
    assert Invitation.objects.get().expires - now() > timedelta(days=6, hours=23)
    Invitation.objects.update(expires=now() - timedelta(seconds=1))
    assert Client().post(url, TYPED).status_code == 410
    assert Identity.objects.count() == 1


def test_a_made_up_link_is_refused(installation: Settings) -> None:
    assert Client().get("/account/invitation/made-up/").status_code == 410


def test_a_renewed_one_has_another_link(installation: Settings) -> None:
    url = invited(founded())
    token = renew_invitation(Invitation.objects.get())
    assert Client().get(url).status_code == 410
    assert Client().get(f"/account/invitation/{token}/").status_code == 200


def test_the_secret_is_kept_nowhere(installation: Settings) -> None:
    secret = invited(founded()).split("/")[-2]
    assert secret not in str(Invitation.objects.values())


def test_a_weak_password_is_refused(installation: Settings) -> None:
    assert Client().post(invited(founded()), TYPED | {"password": "weak"}).status_code == 422
    assert Identity.objects.count() == 1


def test_who_has_an_identity_types_its_password(installation: Settings) -> None:
    founder, other = founded(), founded("Globex")
    url, client = invited(founder, other.identity.email), Client()
    assert client.post(url, {"password": "Wrong1pass"}).status_code == 422
    assert client.post(url, {"password": PASSWORD}).status_code == 302
    assert Membership.objects.filter(identity=other.identity).count() == 2
    assert b"Acme" in client.get("/").content


def test_who_is_signed_in_only_joins(installation: Settings) -> None:
    founder, other = founded(), founded("Globex")
    client = signed_in(other)
    assert client.post(invited(founder, other.identity.email)).headers["Location"] == "/"
    assert b"Acme" in client.get("/").content


def test_another_who_is_signed_in_does_not_join_in_his_place(installation: Settings) -> None:
    founder, other = founded(), founded("Globex")
    client = signed_in(other)
    assert client.post(invited(founder)).status_code == 422
    assert not Membership.objects.filter(identity=other.identity, organisation=founder.organisation).exists()


def test_of_two_at_once_one_gets_in(installation: Settings) -> None:
    founder, other, third = founded(), founded("Globex"), founded("Initech")
    invited(founder)
    invitation = Invitation.objects.get()
    accept(invitation, identity=other.identity)
    with pytest.raises(InvitationGone):
        accept(invitation, identity=third.identity)


def full_disk(*_: object, **__: object) -> None:
    """The journal cannot be written."""
    raise OSError("No space left on device")


def test_after_a_failure_half_way_the_link_is_still_good(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    founder, other = founded(), founded("Globex")
    url = invited(founder, other.identity.email)
    with monkeypatch.context() as patch:
        patch.setattr("spindle.members.people.record", full_disk)
        client = signed_in(other)
        client.raise_request_exception = False
        assert client.post(url).status_code == 500
    assert signed_in(other).post(url).status_code == 302


def test_a_deactivated_member_who_is_invited_again_is_the_same_member(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    Membership.objects.filter(pk=joris.pk).update(active=False)
    with founder.organisation.active():
        Member.objects.filter(pk=joris.member_id).update(active=False)
    signed_in(joris).post(invited(founder, joris.identity.email))
    joris.refresh_from_db()
    assert joris.active
    assert member(joris).active
