"""Which companies there are."""

from django.db.models import QuerySet

from spindle.organisations.models import Organisation, State


def organisation_by_slug(slug: str) -> Organisation:
    """The company with this slug. Raises `Organisation.DoesNotExist`."""
    return Organisation.objects.get(slug=slug)


def usable_organisations() -> QuerySet[Organisation]:
    """The companies that this version of the program can use."""
    return Organisation.objects.filter(state=State.READY)


def working_organisations() -> QuerySet[Organisation]:
    """Those of them in which sending and sync go on."""
    return usable_organisations().filter(paused=False)
