"""What a member may do: one enum of rights, and roles as sets of them (architecture.md, "Who sees what")."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """A thing that not every member may do."""

    ADMINISTRATION = "administration", _("Administration menu access")
    MANAGE_MEMBERS = "manage_members", _("Manage users")
    DELETE = "delete", _("Delete")
    MERGE = "merge", _("Merge")
    EXPORT = "export", _("Export")
    MASS_SENDING = "mass_sending", _("Mass sending")
    TEMPLATES = "templates", _("Templates")
    SEE_PRIVATE_MESSAGES = "see_private_messages", _("All messages")
    SEE_PRIVATE_FILES = "see_private_files", _("All files")
    SEE_PRIVATE_DOSSIERS = "see_private_dossiers", _("All dossiers")


class Role(models.TextChoices):
    """A named set of rights."""

    ADMINISTRATOR = "administrator", _("Administrator")
    USER = "user", _("User")
    READ_ONLY = "read_only", _("Read-only")


_KEPT_FROM_USERS = {
    Right.ADMINISTRATION,
    Right.MANAGE_MEMBERS,
    Right.SEE_PRIVATE_MESSAGES,
    Right.SEE_PRIVATE_FILES,
    Right.SEE_PRIVATE_DOSSIERS,
}
_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.USER: frozenset(set(Right) - _KEPT_FROM_USERS),
    Role.READ_ONLY: frozenset(),
}


def rights_of(role: str) -> frozenset[Right]:
    """The rights that a role gives; an unknown role gives none."""
    return _RIGHTS.get(Role(role), frozenset()) if role in Role.values else frozenset()
