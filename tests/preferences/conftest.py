"""A company with its founder, who may open the preferences, and a colleague, who may not."""

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Membership
from tests.accounts.factories import founded, installation, joined, pristine, signed_in

__all__ = ["installation", "pristine"]


@pytest.fixture
def founder(installation: Settings) -> Membership:
    return founded("Van Dijk Interieur")


@pytest.fixture
def colleague(founder: Membership) -> Membership:
    return joined(founder.organisation)


@pytest.fixture
def client(founder: Membership) -> Client:
    """The founder's browser."""
    return signed_in(founder)
