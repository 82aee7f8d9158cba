"""The only way into the journal. A line is written in the transaction of the change that it tells of."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from spindle.journal.live import publish
from spindle.journal.models import Line
from spindle.organisations.active import current

TOPICS_LIMIT = 400

Payload = Mapping[str, object]


def record(
    verb: str,
    *,
    subject: str,
    subject_id: int,
    by: int | None,
    before: Payload | None = None,
    after: Payload | None = None,
    topics: Sequence[str] = (),
) -> Line:
    """Write one line, and tell the open pages on commit.

    `by` is a member's id, or None for what the program did by itself. Must be called inside
    `atomic(using="organisation")`, or a change could stand without its line.
    """
    connection = transaction.get_connection("organisation")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a journal line belongs in the transaction of its change"
        )
    line = Line.objects.create(
        verb=verb, subject=subject, subject_id=subject_id, by=by, before=before, after=after,
        topics=_joined(topics),
    )  # fmt: skip
    if topics:
        slug = current().organisation.slug
        transaction.on_commit(lambda: publish(slug, tuple(topics), line.pk), using="organisation")
    return line


def _joined(topics: Sequence[str]) -> str:
    """Topics as one field; what does not fit is told live all the same, and missed only by a replay."""
    kept = ""
    for topic in topics:
        if len(kept) + len(topic) + 1 > TOPICS_LIMIT:
            break
        kept = f"{kept} {topic}".strip()
    return kept
