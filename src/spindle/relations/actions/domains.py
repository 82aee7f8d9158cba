"""Keeps the mail domains by which a business is known: its own addresses and site, its employees' addresses."""

from django.db.models import Q

from spindle.channels.addresses import domain_of
from spindle.relations.domains import is_free_mail
from spindle.relations.models import CompanyDomain, ContactPoint, Kind, PointKind, Relation


def keep_domains(*relation_ids: int | None) -> None:
    """Bring the domains of those among the relations that are businesses up to date. Within a transaction."""
    wanted = {pk for pk in relation_ids if pk is not None}
    for business in Relation.objects.filter(pk__in=wanted, kind=Kind.BUSINESS):
        _keep(business)
    CompanyDomain.objects.filter(relation__in=wanted).exclude(relation__kind=Kind.BUSINESS).delete()


def _keep(business: Relation) -> None:
    found = _domains(business)
    known = set(CompanyDomain.objects.filter(relation=business).values_list("domain", flat=True))
    CompanyDomain.objects.filter(relation=business, domain__in=known - found).delete()
    CompanyDomain.objects.bulk_create([CompanyDomain(relation=business, domain=one) for one in found - known])


def _domains(business: Relation) -> set[str]:
    points = ContactPoint.objects.filter(
        Q(relation=business, kind__in=[PointKind.EMAIL, PointKind.WEB])
        | Q(relation__parent=business, kind=PointKind.EMAIL)
    ).order_by()
    found = {
        domain_of(normalised) if kind == PointKind.EMAIL else normalised.partition("/")[0].partition(":")[0]
        for kind, normalised in points.values_list("kind", "normalised")
    }
    return {domain for domain in found if domain and not is_free_mail(domain)}
