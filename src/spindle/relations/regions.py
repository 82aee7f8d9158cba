"""In which country the company dials: read from its time zone, since sign-up asks for no country."""

from functools import lru_cache
from importlib.resources import files

from spindle.organisations.active import current
from spindle.organisations.models import Organisation
from spindle.relations.models import Relation


def company_region() -> str:
    """The active company's country as ISO 3166 ("NL"), or "" when its zone tells none."""
    found = Organisation.objects.filter(slug=current().organisation.slug).values_list("time_zone", flat=True)
    return _countries().get(found.first() or "", "")


def region_of(relation: Relation) -> str:
    """Where a relation's numbers without a country code are dialled: its own country, else the company's."""
    return relation.country or company_region()


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Country by time zone, from the tz database's own table (zone.tab: code, position, zone)."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
