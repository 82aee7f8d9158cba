"""The companies of these tests start without the relation types that a new company gets, so that rows are countable."""

import pytest

from spindle.organisations.models import Organisation
from spindle.relations.models import RelationType


@pytest.fixture
def acme(acme: Organisation) -> Organisation:
    """A company without rows, not active."""
    return _emptied(acme)


@pytest.fixture
def globex(globex: Organisation) -> Organisation:
    """Another company without rows, not active."""
    return _emptied(globex)


def _emptied(organisation: Organisation) -> Organisation:
    with organisation.active():
        RelationType.objects.all().delete()
    return organisation
