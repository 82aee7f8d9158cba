"""The team as rows of the page: what is seen of each, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.accounts.models import Invitation
from spindle.members.models import Member
from spindle.members.queries import Team
from spindle.members.rights import Role
from spindle.ui.rows import Column, MenuItem, Person


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member: his face, and the menu of what may be changed."""

    id: int
    person: Person
    email: str
    role: str
    me: bool
    active: bool
    menu: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who has not joined yet."""

    id: int
    email: str
    role: str
    invited_by: str
    expires: datetime
    expired: bool
    menu: tuple[MenuItem, ...]


def page(found: Team, *, me: Member) -> dict[str, object]:
    """The context of the page."""
    return {
        "members": [_member(member, me=me) for member in found.active],
        "inactive": [_member(member, me=me) for member in found.inactive],
        "invitations": [_invitation(invitation) for invitation in found.invitations],
        "member_columns": [
            Column(_("Name")),
            Column(_("E-mail address")),
            Column(_("Role")),
            Column(_("Change")),
        ],
        "invitation_columns": [
            Column(_("E-mail address")),
            Column(_("Role")),
            Column(_("Invited by")),
            Column(_("Good until")),
            Column(_("Change")),
        ],
    }


def person(member: Member) -> Person:
    """A colleague's face."""
    return Person(member.name, hue=member.hue)


def _member(member: Member, *, me: Member) -> MemberRow:
    return MemberRow(
        id=member.pk,
        person=person(member),
        email=member.email,
        role=str(Role(member.role).label),
        me=member.pk == me.pk,
        active=member.active,
        menu=(*_role_items(member), MenuItem(kind="rule"), _door_item(member))
        if member.active
        else (_door_item(member),),
    )


def _role_items(member: Member) -> list[MenuItem]:
    return [MenuItem(_("Role"), kind="heading")] + [
        MenuItem(
            str(role.label),
            url=reverse("members:role", args=[member.pk, role.value]),
            method="post",
            current=role == member.role,
        )
        for role in Role
    ]


def _door_item(member: Member) -> MenuItem:
    url = reverse("members:deactivation", args=[member.pk])
    if member.active:
        return MenuItem(_("Deactivate"), icon="user-off", url=url, method="post", danger=True)
    return MenuItem(_("Reactivate"), icon="user-check", url=url, method="delete")


def _invitation(invitation: Invitation) -> InvitationRow:
    return InvitationRow(
        id=invitation.pk,
        email=invitation.email,
        role=str(Role(invitation.role).label),
        invited_by=invitation.invited_by,
        expires=invitation.expires,
        expired=invitation.expired,
        menu=(
            MenuItem(
                _("New link"),
                icon="refresh",
                url=reverse("members:renewal", args=[invitation.pk]),
                dialog=True,
            ),
            MenuItem(
                _("Withdraw"),
                icon="trash",
                url=reverse("members:invitation", args=[invitation.pk]),
                method="delete",
                danger=True,
            ),
        ),
    )
