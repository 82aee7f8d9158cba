"""What the members' pages read."""

from __future__ import annotations

from dataclasses import dataclass

from spindle.accounts.models import Invitation
from spindle.accounts.queries import invitations_of
from spindle.members.models import Member
from spindle.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody in the company: those who may come in, those who may not, and who is invited."""

    active: tuple[Member, ...]
    inactive: tuple[Member, ...]
    invitations: tuple[Invitation, ...]


def team(organisation: Organisation) -> Team:
    """The team, by name. Two queries."""
    members = list(Member.objects.order_by("first_name", "last_name", "pk"))
    return Team(
        active=tuple(member for member in members if member.active),
        inactive=tuple(member for member in members if not member.active),
        invitations=tuple(invitations_of(organisation)),
    )


def has_colleagues(organisation: Organisation) -> bool:
    """Whether anybody was ever invited or joined beside the founder (product.md ON-7, step 4)."""
    return Member.objects.count() > 1 or bool(invitations_of(organisation))
