"""The faces of who reads what now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from spindle.inbox.presence import readers_for
from spindle.members.models import Member
from spindle.ui.rows import Person


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A colleague's face, and the conversation at which it stands."""

    conversation_id: int
    person: Person


def readers_context(member: Member) -> dict[str, object]:
    """All that this member may see. At most two SELECTs."""
    return {
        "readers": [
            ReaderRow(
                reader.conversation_id,
                Person(
                    reader.member.name,
                    hue=reader.member.hue,
                    label=_("%(name)s is reading this now") % {"name": reader.member.name},
                    reading=True,
                ),
            )
            for reader in readers_for(member)
        ]
    }
