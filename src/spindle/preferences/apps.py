from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "spindle.preferences"

    def ready(self) -> None:
        from spindle.preferences import commands

        commands.bring()
