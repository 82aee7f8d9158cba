"""An account on a real Dovecot, whose folders are compared."""

from tests.mail.sync.conftest import proxy, synced

__all__ = ["proxy", "synced"]
