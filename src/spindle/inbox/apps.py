from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "spindle.inbox"

    def ready(self) -> None:
        """The inbox has a section of its own on the preferences."""
        from spindle.inbox.preferences import SECTION
        from spindle.members.slots import register

        register(SECTION)
