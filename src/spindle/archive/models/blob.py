"""Where blobs lie that are kept in packs (docs/adr/0007-packs.md). Names and lengths only; the content is encrypted."""

from django.db import models
from django.utils.timezone import now


class Pack(models.Model):
    """One object in a folder or an S3-compatible store: several blobs one after the other, or one large blob."""

    # Its name in the store, below the company's own.
    key = models.CharField(max_length=40, unique=True)
    # The store's address without anything secret; empty: the company's own folder.
    store = models.CharField(max_length=300, blank=True)
    size = models.BigIntegerField()
    # One blob as a stream of its own, over 1 MB.
    large = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now)
    # When its last blob went elsewhere or away; who still reads in it is given some minutes.
    emptied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class PackedBlob(models.Model):
    """A blob: its name is an HMAC of the content, its place a range of a pack."""

    name = models.CharField(max_length=64, primary_key=True)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="blobs")
    offset = models.BigIntegerField()
    # Bytes in the pack, and of the content as it was put.
    length = models.BigIntegerField()
    size = models.BigIntegerField()
    # When it was put, or put again: a sweep spares what is young.
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name
