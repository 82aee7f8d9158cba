"""Every test of the archive works in a new company."""

import pytest

from tests.factories import company

__all__ = ["company"]


@pytest.fixture(autouse=True)
def _in_company(company: object) -> None:
    """Active for the whole test."""
