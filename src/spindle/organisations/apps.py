"""The app's configuration: the routing check, and the secret of sessions and signed links from the master key."""

import os

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register
from django.utils.functional import SimpleLazyObject

from spindle.organisations import keys
from spindle.organisations.checks import check_every_app_is_routed


class OrganisationsConfig(AppConfig):
    """Companies."""

    name = "spindle.organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the check; SECRET_KEY is read from the master key at its first use, not before."""
        register(check_every_app_is_routed)
        if not os.environ.get("SPINDLE_SECRET_KEY"):
            settings.SECRET_KEY = SimpleLazyObject(lambda: keys.derive("sessions and links").hex())
