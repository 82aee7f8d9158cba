"""The marks of whole conversations: which entries of one each is about (product.md 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spindle.archive import actions
from spindle.archive.menus import highlight_url, private_url
from spindle.inbox.queries import entries_of
from spindle.members.models import Member
from spindle.ui.responses import Method


@dataclass(frozen=True, slots=True)
class Mark:
    """What sets it on the entries (`newest`: of each conversation the newest only), and the address that takes it back."""

    do: Callable[..., list[int]]
    url: Callable[[Sequence[int]], str]
    undo_method: Method
    newest: bool = False

    def carry_out(self, conversation_ids: Sequence[int], *, by: Member) -> list[int]:
        """The entries that it changed."""
        return self.do(entries_of(conversation_ids, by, newest=self.newest), by=by)


MARKS = {
    "highlight": Mark(actions.highlight, highlight_url, "DELETE", newest=True),
    "plain": Mark(actions.remove_highlight, highlight_url, "POST"),
    "private": Mark(actions.make_private, private_url, "DELETE"),
    "public": Mark(actions.make_public, private_url, "POST"),
}
