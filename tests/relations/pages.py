"""For tests of pages: an installation instead of the one active company, and its founder at a browser.

from tests.relations.pages import HTMX, _in_company, founder, installation, pristine  # all but HTMX are fixtures
"""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.members.models import Member
from tests.accounts.factories import founded, installation, pristine

__all__ = ["HTMX", "_in_company", "founder", "installation", "me", "pristine", "queries_of"]

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_company(installation: Settings) -> None:
    """No company is active: requests enter their own."""


@pytest.fixture
def founder(installation: Settings) -> Membership:
    """The administrator of Acme."""
    return founded()


def me(membership: Membership) -> Member:
    """The member; his company must be active."""
    return Member.objects.get(pk=membership.member_id)


def queries_of(founder: Membership, client: Client, url: str, headers: dict[str, str] | None = None) -> int:
    """How many queries a page costs in the company's database."""
    with founder.organisation.active(), CaptureQueriesContext(connections["organisation"]) as caught:
        assert client.get(url, headers=headers or {}).status_code == 200
    return len(caught)
