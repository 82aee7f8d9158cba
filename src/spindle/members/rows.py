"""The team as rows of the page: what is seen of each, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.accounts.models import Invitation, MailState
from spindle.members.mailboxes import mailboxes_of
from spindle.members.models import Member
from spindle.members.queries import Team
from spindle.members.rights import Right, Role, rights_of
from spindle.ui.rows import Chip, Column, MenuItem, Person, Tab


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member: his face, what he does here, and the menu of what may be changed."""

    id: int
    person: Person
    email: str
    role: str
    me: bool
    # Followed by the day, when there is one.
    state: Chip
    left_on: date | None
    mailboxes: str
    mailboxes_in_full: str
    seen: datetime | None
    url: str
    menu: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who has not joined yet."""

    id: int
    email: str
    role: str
    invited_by: str
    expires: datetime
    mail: Chip
    mail_words: str
    expired: bool
    menu: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right, and each role with whether it has it, in the order of the columns."""

    label: str
    had: tuple[tuple[str, bool], ...]


def page(found: Team, *, me: Member) -> dict[str, object]:
    """The context of the page of users."""
    return {
        "members": [_member(member, found, me=me) for member in found.active],
        "inactive": [_member(member, found, me=me) for member in found.inactive],
        "invitations": [_invitation(invitation) for invitation in found.invitations],
        "member_columns": _columns(
            _("Name"), _("Role"), _("State"), _("Last seen"), _("Mailboxes"), _("E-mail address"), _("Change")
        ),
        "invitation_columns": _columns(
            _("E-mail address"), _("Role"), _("Mail"), _("Good until"), _("Invited by"), _("Change")
        ),
        "tabs": tabs(),
    }


def roles_page() -> dict[str, object]:
    """The context of the page of roles: each right, and who has it."""
    roles = list(Role)
    everybody = _right(_("See relations, the archive and shared mailboxes"), {*roles})
    writers = _right(_("Add and change"), {*roles} - {Role.READ_ONLY})
    rest = [_right(_in_full(right), {role for role in roles if right in rights_of(role)}) for right in Right]
    return {
        "rights": [everybody, writers, *rest],
        "columns": _columns(_("Right"), *(str(role.label) for role in roles)),
        "tabs": tabs(roles=True),
    }


def tabs(*, roles: bool = False) -> list[Tab]:
    """Users, and what each role may do."""
    return [
        Tab(_("Users"), reverse("members:index"), current=not roles),
        Tab(_("Roles and rights"), reverse("members:roles"), current=roles),
    ]


def person(member: Member) -> Person:
    """A colleague's face."""
    return Person(member.name, hue=member.hue)


def mail_chip(invitation: Invitation) -> Chip:
    """What became of the mail with the link."""
    if invitation.mail_is_lost:
        return Chip(_("not known whether it was mailed"), tone="care")
    if not invitation.mail:
        return Chip(_("link given by hand"), icon="link", tone="quiet")
    icon, tone = {
        MailState.SENDING.value: ("send", "quiet"),
        MailState.SENT.value: ("check", "good"),
    }.get(invitation.mail, ("alert-circle", "wrong"))
    return Chip(str(MailState(invitation.mail).label), icon=icon, tone=tone)  # type: ignore[arg-type]  # tones, as above


def _columns(*labels: str) -> list[Column]:
    return [Column(label) for label in labels]


def _right(label: str, having: set[Role]) -> RightRow:
    return RightRow(label, tuple((str(role.label), role in having) for role in Role))


def _in_full(right: Right) -> str:
    """The right in words that say what one does with it."""
    return {
        Right.ADMINISTRATION: _("Change what holds for the whole company (Administration)"),
        Right.MANAGE_MEMBERS: _("Invite users, change their role, let them in and out"),
        Right.DELETE: _("Delete relations and messages"),
        Right.MERGE: _("Merge relations"),
        Right.EXPORT: _("Export data"),
        Right.MASS_SENDING: _("Send to many at once"),
        Right.TEMPLATES: _("Manage templates"),
        Right.SEE_PRIVATE_MESSAGES: _("See colleagues’ private messages"),
        Right.SEE_PRIVATE_FILES: _("See colleagues’ private files"),
        Right.SEE_PRIVATE_DOSSIERS: _("See colleagues’ private dossiers"),
    }[right]


def _member(member: Member, found: Team, *, me: Member) -> MemberRow:
    his = [mailbox.address for mailbox in mailboxes_of(member, found.mailboxes)]
    return MemberRow(
        id=member.pk,
        person=person(member),
        email=member.email,
        role=str(Role(member.role).label),
        me=member.pk == me.pk,
        state=_state(member, found),
        left_on=member.left_on,
        mailboxes=_some(his),
        mailboxes_in_full=", ".join(his),
        seen=found.seen.get(member.pk),
        url=reverse("members:member", args=[member.pk]),
        menu=_menu(member, open_=member in found.active),
    )


def _some(addresses: list[str]) -> str:
    """The first, and how many more."""
    if len(addresses) < 2:
        return "".join(addresses)
    return _("%(first)s and %(count)d more") % {"first": addresses[0], "count": len(addresses) - 1}


def _state(member: Member, found: Team) -> Chip:
    if member.has_left(found.today):
        return Chip(_("left on"), tone="quiet")
    if not member.active:
        return Chip(_("deactivated"), tone="quiet")
    if member.left_on:
        return Chip(_("leaves on"), tone="care")
    return Chip(_("active"), tone="good")


def _menu(member: Member, *, open_: bool) -> tuple[MenuItem, ...]:
    if not open_:
        return (_reactivate(member),)
    change = MenuItem(
        _("Change"), icon="pencil", url=reverse("members:member", args=[member.pk]), dialog=True
    )
    shut_out = MenuItem(
        _("Deactivate"),
        icon="user-off",
        url=reverse("members:deactivation", args=[member.pk]),
        dialog=True,
        danger=True,
    )
    return (change, MenuItem(kind="rule"), *_role_items(member), MenuItem(kind="rule"), shut_out)


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


def _reactivate(member: Member) -> MenuItem:
    url = reverse("members:deactivation", args=[member.pk])
    return MenuItem(_("Reactivate"), icon="user-check", url=url, method="delete")


def _invitation(invitation: Invitation) -> InvitationRow:
    again = _("Mail it again") if invitation.mail else _("New link")
    return InvitationRow(
        id=invitation.pk,
        email=invitation.email,
        role=str(Role(invitation.role).label),
        invited_by=invitation.invited_by,
        expires=invitation.expires,
        mail=mail_chip(invitation),
        mail_words=invitation.mail_words,
        expired=invitation.expired,
        menu=(
            MenuItem(
                again, icon="refresh", url=reverse("members:renewal", args=[invitation.pk]), dialog=True
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
