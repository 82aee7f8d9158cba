"""The folders of the inbox in the command palette."""

from spindle.inbox.folders import FOLDERS
from spindle.members.commands import Command, Group, register


def bring() -> None:
    """Fill the slots."""
    register(
        *(
            Command(Group.PLACES, folder.label, folder.icon, "inbox:folder", (place,))
            for place, folder in FOLDERS.items()
        )
    )
