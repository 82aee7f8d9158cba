"""What a search asks for, as read from what was typed."""

from dataclasses import dataclass
from enum import StrEnum

from spindle.archive.search.tokens import without_mark


class Where(StrEnum):
    """In which column of the index a word is looked for."""

    ANYWHERE = ""
    SENDER = "sender"
    RECIPIENTS = "rcpt"
    # One of our own tokens (tokens.py), never what someone typed.
    OURS = "k"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase; `beginning`: longer words count as well."""

    text: str
    where: Where = Where.ANYWHERE
    beginning: bool = False
    negated: bool = False
    phrase: bool = False

    @property
    def typed(self) -> str:
        """The text, which cannot pass for a token of ours unless it is one."""
        return self.text if self.where == Where.OURS else without_mark(self.text)


@dataclass(frozen=True, slots=True)
class Relations:
    """Entries at a relation with these words."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In:
    """Entries of which a copy of the member's stands at this place."""

    place: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """Entries from this time key on."""

    key: int


@dataclass(frozen=True, slots=True)
class Until:
    """Entries before this time key."""

    key: int


Part = Word | Relations | In | Since | Until


@dataclass(frozen=True, slots=True)
class Asked:
    """All that was understood, and a sentence for each part that was not."""

    parts: tuple[Part, ...]
    problems: tuple[str, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """Words, phrases and tokens."""
        return tuple(part for part in self.parts if isinstance(part, Word))

    @property
    def places(self) -> tuple[In, ...]:
        """Where it was asked to look."""
        return tuple(part for part in self.parts if isinstance(part, In))

    @property
    def relations(self) -> tuple[Relations, ...]:
        """At whose cards it was asked to look."""
        return tuple(part for part in self.parts if isinstance(part, Relations))

    @property
    def since(self) -> int | None:
        """The latest of the keys to start from."""
        return max((part.key for part in self.parts if isinstance(part, Since)), default=None)

    @property
    def until(self) -> int | None:
        """The earliest of the keys to stop before."""
        return min((part.key for part in self.parts if isinstance(part, Until)), default=None)

    @property
    def highlights(self) -> tuple[str, ...]:
        """What to mark in the results."""
        return tuple(word.text for word in self.words if not word.negated and word.where == Where.ANYWHERE)
