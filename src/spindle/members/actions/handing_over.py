"""Which mailboxes a member reads, and to whom they go when he leaves. The journal's lines are the channel's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from spindle.members.actions.refusal import check_may_manage
from spindle.members.mailboxes import mailboxes, mailboxes_of
from spindle.members.models import Member


def set_mailboxes(member: Member, wanted: Collection[int], *, by: Member) -> None:
    """From now on these and no others arrive in his inbox. Raises MayNot."""
    check_may_manage(by)
    known = mailboxes().all()
    had = {mailbox.id for mailbox in mailboxes_of(member, known)}
    for mailbox in known:
        if mailbox.id in wanted and mailbox.id not in had:
            mailboxes().share(mailbox.id, member, by=by)
        elif mailbox.id in had and mailbox.id not in wanted:
            mailboxes().unshare(mailbox.id, member, by=by)


def hand_over(member: Member, heirs: Mapping[int, Member], *, by: Member) -> list[tuple[int, int]]:
    """Each of his mailboxes to a colleague too, by its id; which were given, as pairs of mailbox and member. Raises MayNot."""
    check_may_manage(by)
    given = []
    for mailbox in mailboxes_of(member, mailboxes().all()):
        heir = heirs.get(mailbox.id)
        if heir is not None and heir.active and heir.pk not in mailbox.members:
            mailboxes().share(mailbox.id, heir, by=by)
            given.append((mailbox.id, heir.pk))
    return given


def take_back(given: Collection[tuple[int, int]], *, by: Member) -> None:
    """Undoes `hand_over`. Raises MayNot."""
    check_may_manage(by)
    for mailbox_id, member_id in given:
        heir = Member.objects.filter(pk=member_id).first()
        if heir is not None:
            mailboxes().unshare(mailbox_id, heir, by=by)
