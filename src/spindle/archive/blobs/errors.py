"""What can be wrong with a blob."""


class BlobMissing(LookupError):
    """There is no blob of this name in the active company."""


class BlobDamaged(ValueError):
    """The blob is there, but is not what was put: altered, cut off or in the wrong order."""
