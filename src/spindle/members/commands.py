"""The slots of the command palette: each folder puts its places, verbs and settings there, in `AppConfig.ready`.

The palette shows them and knows nothing of what they do; each leads to an address, which checks the right itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.members.models import Member
from spindle.members.rights import Right

Words = str | Promise


class Group(TextChoices):
    """The headings of the palette, in order."""

    PLACES = "places", _("Go to")
    NEW = "new", _("New")
    SETTINGS = "settings", _("Settings")
    HELP = "help", _("Help")


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette: `url` names an address, with `args` in it and `ask` behind its question mark.

    It is there for who has the `right`, and with `writes` only for who may change something. `words` find it besides its
    label. `theme` is chosen on this device alone and asks no address; `opens_keys` is the sheet of keys.
    """

    group: Group
    label: Words
    icon: str
    url: str = ""
    args: tuple[str, ...] = ()
    ask: str = ""
    words: Words = ""
    right: Right | None = None
    writes: bool = False
    dialog: bool = False
    theme: str = ""
    opens_keys: bool = False

    @property
    def address(self) -> str:
        """Where it leads; "" for what happens in the browser."""
        return reverse(self.url, args=self.args) + self.ask if self.url else ""

    def is_for(self, member: Member) -> bool:
        """Whether this member may do it."""
        return (self.right is None or member.has(self.right)) and (member.may_write or not self.writes)

    def is_found_by(self, words: Iterable[str]) -> bool:
        """Whether each word begins one of its own; of no words: yes."""
        own = folded(f"{self.label} {self.words} {self.group.label}")
        return all(any(one.startswith(word) for one in own) for word in words)


_commands: list[Command] = []


def register(*commands: Command) -> None:
    """Fill slots; twice is once."""
    _commands.extend(command for command in commands if command not in _commands)


def commands_for(member: Member) -> Iterator[Command]:
    """What this member may do, by group, within one as it was registered."""
    for group in Group:
        yield from (one for one in _commands if one.group == group and one.is_for(member))


def folded(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("-", " ").split()
