"""Why a deed on members is refused, in a sentence for who asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spindle.members.models import Member
from spindle.members.rights import Right


class Refused(Exception):
    """A deed that is not done; `str()` is a sentence."""


class MayNot(Refused):
    """The member lacks the right."""

    def __str__(self) -> str:
        return _("You may not do this. An administrator of your company can give you the right to.")


class LastAdministrator(Refused):
    """Somebody must be able to manage the company."""

    def __str__(self) -> str:
        return _("This is the last administrator. Make somebody else administrator first.")


def check_may_manage(member: Member) -> None:
    """Raises MayNot unless this member may manage members."""
    if not member.has(Right.MANAGE_MEMBERS):
        raise MayNot
