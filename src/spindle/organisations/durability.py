"""Whether commits wait for the disk. They do, but for the sync's own: what a power cut takes of that is fetched again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_fast: ContextVar[bool] = ContextVar("fast_commits", default=False)


@contextmanager
def fast_commits() -> Iterator[None]:
    """Transactions begun in this block commit without waiting for the disk, on either engine.

    Only for the sync, whose rows and cursor go together.
    """
    token = _fast.set(True)
    try:
        yield
    finally:
        _fast.reset(token)


def is_fast() -> bool:
    """Whether we are in such a block."""
    return _fast.get()
