from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "spindle.members"

    def ready(self) -> None:
        """The door makes and finds members through the slot in `accounts`."""
        from spindle.accounts.people import register
        from spindle.members.people import MemberPeople

        register(MemberPeople())
