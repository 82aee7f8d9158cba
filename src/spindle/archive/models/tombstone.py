"""What was deleted here for good stays known by its digest, so that no server brings it back (architecture.md)."""

from django.db import models
from django.utils.timezone import now

from spindle.members.models import Member


class Tombstone(models.Model):
    """A message that was cleaned or deleted for good: nothing of it is left but its fingerprint."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.fingerprint
