"""The verbs at the door. Each undoes what it did when it fails half-way, or can be done again."""

from spindle.accounts.actions.invitations import (
    AlreadyInvited,
    AlreadyMember,
    InvitationGone,
    Terms,
    accept,
    create_invitation,
    note_mail,
    register,
    renew_invitation,
    restore_invitation,
    withdraw_invitation,
)
from spindle.accounts.actions.memberships import (
    choose_company,
    close_membership,
    note_seen,
    open_membership,
)
from spindle.accounts.actions.pace import TooMany
from spindle.accounts.actions.passwords import WrongPassword, change_password, reset_password
from spindle.accounts.actions.signing_up import AddressTaken, SignUp, SignUpClosed, sign_up

__all__ = [
    "AddressTaken",
    "AlreadyInvited",
    "AlreadyMember",
    "InvitationGone",
    "SignUp",
    "SignUpClosed",
    "Terms",
    "TooMany",
    "WrongPassword",
    "accept",
    "change_password",
    "choose_company",
    "close_membership",
    "create_invitation",
    "note_mail",
    "note_seen",
    "open_membership",
    "register",
    "renew_invitation",
    "reset_password",
    "restore_invitation",
    "sign_up",
    "withdraw_invitation",
]
