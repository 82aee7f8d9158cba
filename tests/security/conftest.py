"""Each test has an installation of its own."""

from tests.accounts.factories import installation, pristine

__all__ = ["installation", "pristine"]
