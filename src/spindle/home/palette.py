"""The command palette: relations, commands, and the way to a search, for the words that were typed."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.home import places
from spindle.home.queries import last_used
from spindle.members.commands import Command, commands_for, folded
from spindle.members.models import Member
from spindle.relations.queries import relation_page
from spindle.relations.queries.rows import RelationRow
from spindle.ui.palette import PaletteGroup, PaletteLine
from spindle.ui.rows import Person

LONGEST = 200
RELATIONS = 6


def found(member: Member, typed: str) -> list[PaletteGroup]:
    """What the words find; without any, all that there is. At most two queries, whatever is typed."""
    typed = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    groups = [_relations(typed), *_commands(member, typed)]
    if typed:
        # A command that begins as was typed comes before everybody with such a name.
        groups.sort(key=lambda group: not _begins(group, typed))
        groups.append(_searches(typed))
    return [group for group in groups if group.lines]


def _begins(group: PaletteGroup, typed: str) -> bool:
    return any(folded(line.label)[: len(folded(typed))] == folded(typed) for line in group.lines)


def _relations(typed: str) -> PaletteGroup:
    rows = relation_page(query=typed, limit=RELATIONS).rows if typed else last_used()[:RELATIONS]
    return PaletteGroup(_("Relations"), tuple(map(_relation, rows)))


def _relation(row: RelationRow) -> PaletteLine:
    place = " · ".join(part for part in (row.city, row.type_label) if part)
    face = Person(row.name, kind="company" if row.is_business else "person")
    return PaletteLine(row.name, places.relation(row.id), person=face, under=row.employer_name or place)


def _commands(member: Member, typed: str) -> list[PaletteGroup]:
    words = folded(typed)
    shown = (one for one in commands_for(member) if one.is_found_by(words))
    return [
        PaletteGroup(str(group.label), tuple(map(_command, ones)))
        for group, ones in groupby(shown, key=lambda one: one.group)
    ]


def _command(one: Command) -> PaletteLine:
    return PaletteLine(
        str(one.label),
        one.address,
        one.icon,
        dialog=one.dialog,
        theme=one.theme,
        opens_keys=one.opens_keys,
    )


def _searches(typed: str) -> PaletteGroup:
    asked = "?" + urlencode({"q": typed})
    return PaletteGroup(
        _("Search"),
        (
            PaletteLine(
                _("Search messages for “%(words)s”") % {"words": typed},
                reverse("inbox:folder", args=["inbox"]) + asked,
                "mail",
            ),
            PaletteLine(
                _("Search relations for “%(words)s”") % {"words": typed},
                reverse("relations:index") + asked,
                "users",
            ),
        ),
    )
