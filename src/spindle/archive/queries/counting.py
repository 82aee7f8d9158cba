"""Several counts by one statement, whose text is made once: Django takes ten times as long to write a count as the
database to answer it, and the numbers of the rail stand on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from spindle.archive.models import Delivery
from spindle.members.models import Member
from spindle.members.rights import Right

ALIAS = "organisation"
# Numbers that stand in a statement for the member and his accounts, and that are nobody's: of 2 to the power of 60 and above.
_MEMBER = 2**60
_ACCOUNTS = 2**60 + 1

Build = Callable[[Member, Sequence[int]], Sequence["QuerySet[Delivery, int]"]]
Statement = tuple[str, tuple[int | str, ...]]


class Counts:
    """How many rows each of some querysets has, for a member and his accounts. One SELECT.

    `build` must hang on nothing but the member's id, his right to see private messages, and the accounts.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._made: dict[tuple[str, bool, int], Statement] = {}

    def of(self, member: Member, accounts: Sequence[int]) -> list[int]:
        """The counts, in the order of the querysets."""
        shape = (connections[ALIAS].vendor, member.has(Right.SEE_PRIVATE_MESSAGES), len(accounts))
        if shape not in self._made:
            self._made[shape] = self._statement(member, len(accounts))
        text, params = self._made[shape]
        given = {_MEMBER: member.pk} | {_ACCOUNTS + at: pk for at, pk in enumerate(accounts)}
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(text, [given.get(one, one) if isinstance(one, int) else one for one in params])
            return list(cursor.fetchone())

    def _statement(self, member: Member, accounts: int) -> Statement:
        anybody = copy(member)
        anybody.pk = _MEMBER
        parts = [_counted(one) for one in self._build(anybody, [_ACCOUNTS + at for at in range(accounts)])]
        return f"SELECT {', '.join(text for text, _ in parts)}", tuple(one for _, own in parts for one in own)


def _counted(rows: QuerySet[Delivery, int]) -> Statement:
    try:
        text, params = rows.query.get_compiler(ALIAS).as_sql()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT COUNT(*) FROM ({text}) counted)", tuple(params)  # noqa: S608 (Django's own text, words bound)
