"""Which form a company's blobs have: rows and files beside its SQLCipher database, or packs."""

from django.conf import settings

from spindle.organisations.active import Handle
from spindle.organisations.engine import Engine


def uses_packs(handle: Handle) -> bool:
    """Whether what is put now goes to packs."""
    return handle.engine is Engine.POSTGRESQL or bool(settings.SPINDLE_BLOBS)


def may_have_shelves(handle: Handle) -> bool:
    """Whether there may be rows and files: also from before SPINDLE_BLOBS was set."""
    return handle.engine is Engine.SQLCIPHER
