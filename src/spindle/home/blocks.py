"""Home's blocks. Each builds its own context, and fetches itself again after the live events that it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spindle.home import places, queries, rows
from spindle.inbox.display import shows_sender
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.organisations.models import Organisation
from spindle.organisations.support import support_line

Context = dict[str, object]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of Home: its template, what fills it, and after which live events it is fetched again."""

    name: str
    template: str
    build: Callable[[Member, Organisation], Context]
    topics: tuple[str, ...]

    @property
    def trigger(self) -> str:
        return ", ".join(f"{topic} from:#live delay:300ms" for topic in self.topics)


def notices(member: Member, organisation: Organisation) -> Context:
    """What needs a hand: a restored company that stands still, broken accounts, the recovery code, the first steps."""
    return {
        "ailments": [rows.ailment(account) for account in queries.ailing_accounts(member)],
        "stands_still": organisation.paused,
        "may_go_on": organisation.paused and member.has(Right.ADMINISTRATION),
        "recovery_is_due": queries.recovery_is_due(member, organisation),
        "setup": _setup(member, organisation),
    }


def news(member: Member, organisation: Organisation) -> Context:
    """The newest messages of the inbox."""
    by_sender = shows_sender()
    return {
        "rows": [rows.entry_row(row, by_sender=by_sender) for row in queries.newest(member)],
        "unread": queries.unread_count(member),
        "connect_url": places.connect_mail() if member.may_write and not queries.has_mail(member) else "",
    }


def relations(member: Member, organisation: Organisation) -> Context:
    """The relations that were used last."""
    return {
        "rows": [rows.relation_row(relation) for relation in queries.last_used()],
        "add_url": places.new_relation() if member.may_write else "",
    }


BLOCKS = {
    block.name: block
    for block in (
        Block("notices", "home/_notices.html", notices, ("accounts", "members", "relations")),
        Block("news", "home/_news.html", news, ("inbox",)),
        Block("relations", "home/_relations.html", relations, ("relations", "inbox")),
    )
}


def _setup(member: Member, organisation: Organisation) -> Context | None:
    """The first steps, until they are done or waved away; not for who cannot take them."""
    if member.checklist_hidden or not member.may_write:
        return None
    steps = rows.steps(queries.checklist(organisation), member)
    done = sum(step.state == "done" for step in steps)
    if done == len(steps):
        return None
    said = _("%(done)d of %(all)d done") % {
        "done": done,
        "all": len(steps),
    }
    return {
        "steps": steps,
        "value": done,
        "max": len(steps),
        "said": said,
        "hide_url": rows.hide_url(),
        "help": support_line(),
    }
