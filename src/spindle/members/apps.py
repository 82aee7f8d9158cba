from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "spindle.members"

    def ready(self) -> None:
        """The door makes and finds members through the slot in `accounts`; preferences have slots of their own."""
        from spindle.accounts.people import register
        from spindle.members import own_commands, preferences
        from spindle.members.people import MemberPeople

        register(MemberPeople())
        preferences.register()
        own_commands.bring()
