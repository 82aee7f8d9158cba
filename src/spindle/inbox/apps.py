from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "spindle.inbox"

    def ready(self) -> None:
        """The inbox has a section of its own on the preferences, and its folders in the palette."""
        from spindle.inbox import commands
        from spindle.inbox.preferences import SECTION
        from spindle.members.slots import register

        register(SECTION)
        commands.bring()
