"""The append-only record of every change (architecture.md, "Nothing is lost").

History on a card, undo, the audit log and live updates all read it. The chain runs over
digests, so that a payload can be erased by law and the chain still proves the rest.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import now


class Line(models.Model):
    """One change: who, when, what, before and after; bulk work writes one line for the batch."""

    at = models.DateTimeField(default=now, editable=False)
    # A member's id, or None for what the program did by itself; `members` stands above, so no key.
    by = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    # Live topics that this change touched, separated by spaces.
    topics = models.CharField(max_length=400, blank=True)
    # SHA-256 of the payload, and of (previous chain value + payload digest); linked by the worker.
    digest = models.CharField(max_length=64, blank=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "-id"], name="journal_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"
