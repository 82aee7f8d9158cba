"""Links the journal's lines into a chain of digests, so that a line that was changed or taken out shows.

The chain runs over digests, not payloads: a payload can be erased by law, and the chain still proves the rest.
"""

import hashlib
import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from spindle.journal.models import Line

START = "0" * 64
BATCH = 500


def link_lines() -> int:
    """Digest and chain the lines that are not linked yet, oldest first; returns how many. For the worker."""
    linked = 0
    while batch := _link_batch():
        linked += batch
    return linked


def _link_batch() -> int:
    with transaction.atomic(using="organisation", durable=True):
        lines = list(Line.objects.filter(chain="").order_by("id")[:BATCH])
        if not lines:
            return 0
        previous = Line.objects.filter(id__lt=lines[0].pk).exclude(chain="").order_by("-id").first()
        last = previous.chain if previous else START
        for line in lines:
            line.digest = digest_of(line)
            line.chain = last = chained(last, line.digest)
        Line.objects.bulk_update(lines, ["digest", "chain"])
    return len(lines)


def broken_lines(lines: Iterable[Line] | None = None) -> list[int]:
    """Ids of the lines whose digest or place in the chain does not hold; empty when all is well."""
    last, broken = START, []
    for line in lines if lines is not None else Line.objects.exclude(chain="").order_by("id").iterator():
        if line.digest != digest_of(line) or line.chain != chained(last, line.digest):
            broken.append(line.pk)
        last = line.chain
    return broken


def digest_of(line: Line) -> str:
    """SHA-256 of what a line says, in one canonical form."""
    said = [line.pk, line.at, line.by, line.verb, line.subject, line.subject_id, line.before, line.after]
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def chained(previous: str, digest: str) -> str:
    """The chain's value after a line: SHA-256 of the value before it and the line's digest."""
    return hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()
