"""Who may change relations."""

from django.core.exceptions import PermissionDenied

from spindle.members.models import Member
from spindle.members.rights import Right


def require_writer(by: Member) -> None:
    """Raises `PermissionDenied` for who may only read."""
    if not by.may_write:
        raise PermissionDenied


def require(right: Right, by: Member) -> None:
    """Raises `PermissionDenied` for who does not have the right."""
    if not by.has(right):
        raise PermissionDenied
