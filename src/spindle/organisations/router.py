"""Which database an app's tables are in: the control database, or that of the active company. No key crosses.

Every installed app with tables stands in exactly one of the two lists (`checks.py` and a test hold it): an app in
none would have its migrations recorded without its tables being made.
"""

from typing import TypeGuard

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from spindle.organisations.active import ALIAS, Alias, WrongOrganisation, current

__all__ = ["CONTROL", "CONTROL_APPS", "ORGANISATION_APPS", "Alias", "Router"]

CONTROL = "default"

CONTROL_APPS = frozenset(
    {
        "organisations",
        "accounts",
        "auth",
        "contenttypes",
        "sessions",
        "account",
        "mfa",
        "socialaccount",
        "usersessions",
    }
)

ORGANISATION_APPS = frozenset(
    {
        "journal",
        "members",
        "channels",
        "relations",
        "archive",
        "ingest",
        "mail",
        "inbox",
        "home",
        "tasks",
        "calendar",
        "texts",
        "timesheet",
        "dossiers",
        "whatsapp",
        "sms",
        "importing",
        "preferences",
        "housekeeping",
        "api",
    }
)


class Router:
    """Django's database router (settings.DATABASE_ROUTERS)."""

    def db_for_read(self, model: type[Model], *, instance: Model | None = None, **hints: object) -> str:
        """The alias for a model; refuses an instance of another company than the active one."""
        if _is_control(model._meta.app_label):
            return CONTROL
        activation = current()
        owner = _owner(instance)
        if owner is not None and owner.organisation != activation.organisation:
            raise WrongOrganisation(
                f"this {type(instance).__name__} is of {owner.organisation.slug};"
                f" {activation.organisation.slug} is active"
            )
        return activation.alias

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool:
        """Only within one database of one company."""
        owners = _owner(one), _owner(other)
        if owners[0] is None or owners[1] is None:
            return one._state.db == other._state.db
        return owners[0].organisation == owners[1].organisation

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Whether the tables of an app belong in the database `db`."""
        if app_label in CONTROL_APPS:
            return db == CONTROL
        return app_label in ORGANISATION_APPS and db == ALIAS


def _is_control(app_label: str) -> bool:
    if app_label in CONTROL_APPS:
        return True
    if app_label in ORGANISATION_APPS:
        return False
    raise ImproperlyConfigured(f"the app {app_label} stands in neither list of organisations/router.py")


def _is_alias(alias: str | None) -> TypeGuard[Alias]:
    return isinstance(alias, Alias)


def _owner(instance: Model | None) -> Alias | None:
    alias = instance._state.db if instance is not None else None
    return alias if _is_alias(alias) else None
