"""Reads of the journal: a subject's history, and what a live stream missed."""

from django.db.models import QuerySet

from spindle.journal.live import Event
from spindle.journal.models import Line

REPLAY_LIMIT = 200


def lines_about(subject: str, subject_id: int) -> QuerySet[Line]:
    """The lines about one thing, newest first."""
    return Line.objects.filter(subject=subject, subject_id=subject_id).order_by("-id")


def newest_line() -> int:
    """The id of the newest line, 0 before the first. One look at the end of the primary key."""
    return Line.objects.order_by("-id").values_list("id", flat=True).first() or 0


def events_since(line_id: int) -> list[Event] | None:
    """The events from a line on, each topic once; None when so many were missed that all must be fetched anew.

    The line itself is among them: a stream may have broken off between two of its topics.
    """
    lines = list(
        Line.objects.filter(id__gte=line_id)
        .exclude(topics="")
        .order_by("id")
        .values_list("id", "topics")[: REPLAY_LIMIT + 1]
    )
    if len(lines) > REPLAY_LIMIT:
        return None
    newest = {topic: line for line, topics in lines for topic in topics.split()}
    return [Event(topic, line) for topic, line in sorted(newest.items(), key=lambda item: item[1])]
