"""Each test has an installation of its own."""

from tests.accounts.factories import installation, postbox, pristine

__all__ = ["installation", "postbox", "pristine"]
