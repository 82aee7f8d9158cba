"""The verbs on members. Each checks the right, writes the journal, and is the same twice as once."""

from spindle.members.actions.access import (
    change_role,
    deactivate,
    end_employments,
    reactivate,
    set_leaving,
)
from spindle.members.actions.handing_over import hand_over, set_mailboxes, take_back
from spindle.members.actions.invite import Invited, invite, invite_all, renew, restore, withdraw
from spindle.members.actions.letters import Posted, post
from spindle.members.actions.profile import Profile, change_profile, hide_checklist, see_tour
from spindle.members.actions.refusal import LastAdministrator, MayNot, Refused

__all__ = [
    "Invited",
    "LastAdministrator",
    "MayNot",
    "Posted",
    "Profile",
    "Refused",
    "change_profile",
    "change_role",
    "deactivate",
    "end_employments",
    "hand_over",
    "hide_checklist",
    "invite",
    "invite_all",
    "post",
    "reactivate",
    "renew",
    "restore",
    "see_tour",
    "set_leaving",
    "set_mailboxes",
    "take_back",
    "withdraw",
]
