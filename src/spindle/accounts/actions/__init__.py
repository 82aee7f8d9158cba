"""The verbs at the door. Each undoes what it did when it fails half-way, or can be done again."""

from spindle.accounts.actions.invitations import (
    AlreadyMember,
    InvitationGone,
    accept,
    create_invitation,
    register,
    renew_invitation,
    withdraw_invitation,
)
from spindle.accounts.actions.memberships import choose_company, close_membership, open_membership
from spindle.accounts.actions.passwords import WrongPassword, change_password, reset_password
from spindle.accounts.actions.signing_up import AddressTaken, SignUp, SignUpClosed, sign_up

__all__ = [
    "AddressTaken",
    "AlreadyMember",
    "InvitationGone",
    "SignUp",
    "SignUpClosed",
    "WrongPassword",
    "accept",
    "change_password",
    "choose_company",
    "close_membership",
    "create_invitation",
    "open_membership",
    "register",
    "renew_invitation",
    "reset_password",
    "sign_up",
    "withdraw_invitation",
]
