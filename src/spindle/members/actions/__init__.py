"""The verbs on members. Each checks the right, writes the journal, and is the same twice as once."""

from spindle.members.actions.access import change_role, deactivate, reactivate
from spindle.members.actions.invite import Invited, invite, renew, withdraw
from spindle.members.actions.profile import Profile, change_profile, hide_checklist
from spindle.members.actions.refusal import LastAdministrator, MayNot, Refused

__all__ = [
    "Invited",
    "LastAdministrator",
    "MayNot",
    "Profile",
    "Refused",
    "change_profile",
    "change_role",
    "deactivate",
    "hide_checklist",
    "invite",
    "reactivate",
    "renew",
    "withdraw",
]
