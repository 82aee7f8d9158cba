from django.apps import AppConfig


class RelationsConfig(AppConfig):
    name = "spindle.relations"

    def ready(self) -> None:
        from spindle.relations import commands

        commands.bring()
