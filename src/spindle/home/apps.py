from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "spindle.home"

    def ready(self) -> None:
        from spindle.home import commands

        commands.bring()
