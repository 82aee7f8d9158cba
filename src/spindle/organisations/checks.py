"""A system check: every installed app with tables is in exactly one of the router's two lists."""

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core.checks import Error

from spindle.organisations.router import CONTROL_APPS, ORGANISATION_APPS


def check_every_app_is_routed(
    app_configs: Sequence[AppConfig] | None = None, **options: object
) -> list[Error]:
    """An error for each app that is in no list, or in both."""
    return [
        Error(
            f"The app {config.label} must stand in exactly one list of organisations/router.py.",
            id="organisations.E001",
        )
        for config in app_configs or apps.get_app_configs()
        if any(config.get_models()) and (config.label in CONTROL_APPS) == (config.label in ORGANISATION_APPS)
    ]
