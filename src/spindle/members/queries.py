"""What the members' pages read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from spindle.accounts.models import Invitation
from spindle.accounts.queries import invitations_of, last_seen, today_at
from spindle.members.mailboxes import TeamMailbox, mailboxes
from spindle.members.models import Member
from spindle.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody in the company: those who may come in, those who may not, and who is invited.

    `seen` tells by member when he was last at work, `today` is the day where the company is.
    """

    active: tuple[Member, ...]
    inactive: tuple[Member, ...]
    invitations: tuple[Invitation, ...]
    mailboxes: tuple[TeamMailbox, ...]
    seen: Mapping[int, datetime]
    today: date


def team(organisation: Organisation) -> Team:
    """The team, by name. Five queries, however many they are."""
    members = list(Member.objects.order_by("first_name", "last_name", "pk"))
    today = today_at(organisation)
    active = [member for member in members if member.active and not member.has_left(today)]
    return Team(
        active=tuple(active),
        inactive=tuple(member for member in members if member not in active),
        invitations=tuple(invitations_of(organisation)),
        mailboxes=mailboxes().all(),
        seen=last_seen(organisation),
        today=today,
    )


def colleagues_of(member: Member) -> list[Member]:
    """Who else may come in, by name: to whom something of his can go."""
    return list(Member.objects.filter(active=True).exclude(pk=member.pk))


def has_colleagues(organisation: Organisation) -> bool:
    """Whether anybody was ever invited or joined beside the founder (product.md ON-7, step 4)."""
    return Member.objects.count() > 1 or bool(invitations_of(organisation))
