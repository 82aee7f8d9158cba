"""A new password. Every session that was made with the old one ends by it (Django's session hash)."""

from __future__ import annotations

from spindle.accounts.models import Identity


class WrongPassword(Exception):
    """The old password that was typed is not the one."""


def change_password(identity: Identity, *, old: str, new: str) -> None:
    """By the owner, who types the old one (product.md 2.1). Raises WrongPassword."""
    if not identity.check_password(old):
        raise WrongPassword
    reset_password(identity, new=new)


def reset_password(identity: Identity, *, new: str) -> None:
    """By who runs the installation (`spindle member reset-password`), without the old one."""
    identity.set_password(new)
    identity.save(update_fields=["password"])
