"""What Home shows, as rows of the interface."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from spindle.archive.queries import InboxRow
from spindle.channels import registry
from spindle.channels.models import Account, AccountState
from spindle.home import places
from spindle.home.queries import Checklist
from spindle.home.tour import START
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.relations.queries.rows import RelationRow as Relation
from spindle.ui.rows import EntryRow, Person, RelationRow, Step


@dataclass(frozen=True, slots=True)
class Ailment:
    """An account that does not work: what is wrong, and the one button that mends it, or that shows what is missing."""

    title: str
    text: str
    mend_url: str = ""
    look_url: str = ""


def greeting(member: Member, hour: int) -> str:
    """By the time of day where the member is; `hour` from 0 to 23."""
    if 5 <= hour < 12:
        said = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        said = _("Good afternoon, %(name)s")
    else:
        said = _("Good evening, %(name)s")
    return said % {"name": member.first_name}


def local_hour() -> int:
    """The hour of the day in the member's zone, which the middleware has activated."""
    return timezone.localtime().hour


def entry_row(row: InboxRow, *, by_sender: bool) -> EntryRow:
    """A conversation of the inbox: the linked relation, or `by_sender` who sent it (ET-1); unknown ones marked (2.4)."""
    entry, relation = row.entry, row.relation
    return EntryRow(
        id=entry.pk,
        url=places.conversation(row.conversation_id),
        sender=_sender(row, by_sender=by_sender),
        at=entry.at,
        subject=entry.subject,
        snippet=entry.snippet,
        beside=relation.employer_name if relation and not by_sender else "",
        unread=row.unread,
        has_attachment=entry.has_attachments,
    )


def relation_row(relation: Relation) -> RelationRow:
    """A relation with its employer, or its place and type."""
    place = [part for part in (relation.city, relation.type_label) if part]
    return RelationRow(
        id=relation.id,
        url=places.relation(relation.id),
        person=_face(relation.name, business=relation.is_business),
        under=relation.employer_name or " · ".join(place),
        at=relation.at,
    )


def _sender(row: InboxRow, *, by_sender: bool) -> Person:
    if row.relation and not by_sender:
        return _face(row.relation.name, business=row.relation.is_business)
    name = row.entry.sender_name or row.entry.sender_address
    if row.unknown_sender:
        return Person(name, kind="unknown", label=_("Unknown sender"))
    return Person(name)


def _face(name: str, *, business: bool) -> Person:
    return Person(name, kind="company" if business else "person")


def ailment(account: Account) -> Ailment:
    """What is said of an account that needs mending."""
    channel, gap = registry.get(account.kind), account.state == AccountState.GAP
    return Ailment(
        title=f"{account.address}: {account.get_state_display()}",
        text=account.state_reason,
        mend_url="" if gap else channel.mend_url(account.pk),
        look_url=channel.account_url(account.pk) if gap else "",
    )


def steps(list_: Checklist, member: Member) -> list[Step]:
    """The first steps that this member can take."""
    mail = Step(
        _("Configure e-mail"),
        _(" and ").join(list_.mail) or _("Every e-mail finds its relation"),
        state="done" if list_.mail else "wait",
        url=places.connect_mail(),
        action=_("Connect"),
        dialog=True,
    )
    relation = Step(
        _("Add a relation"),
        _("Whom you deal with"),
        state="done" if list_.relations else "wait",
        url=places.new_relation(),
        action=_("Add"),
        dialog=True,
    )
    colleagues = Step(
        _("Invite colleagues"),
        _("Work in one database"),
        state="done" if list_.colleagues else "wait",
        url=places.invite(),
        action=_("Invite"),
        dialog=True,
    )
    tour = Step(
        _("See how it works"),
        _("Two minutes through the real screens"),
        state="done" if member.tour_seen else "wait",
        url=START,
        action=_("Guided tour"),
    )
    return [mail, relation, *([colleagues] if member.has(Right.MANAGE_MEMBERS) else []), tour]


def hide_url() -> str:
    """Where the set-up steps are waved away."""
    return reverse("home:checklist")
