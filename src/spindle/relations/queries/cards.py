"""One relation's card, and the company that an unknown address seems to belong to."""

from dataclasses import dataclass

from spindle.channels.addresses import normalise
from spindle.relations.domains import company_domains
from spindle.relations.models import CompanyDomain, ContactPoint, Relation
from spindle.relations.queries.rows import RelationRow, rows_of

EMPLOYEES_ON_CARD = 200


@dataclass(frozen=True, slots=True)
class CardView:
    """A relation with its type and employer, its contact points in their order, and its latest employees."""

    relation: Relation
    points: tuple[ContactPoint, ...]
    employees: tuple[RelationRow, ...]


def card_of(relation_id: int) -> CardView:
    """The card, also of a relation in the trash. Raises `Relation.DoesNotExist`. Three SELECTs."""
    relation = Relation.objects.select_related("type", "parent", "trashed_by").get(pk=relation_id)
    employees = Relation.objects.filter(parent=relation, trashed_at=None).select_related("type", "parent")
    return CardView(
        relation,
        tuple(relation.contact_points.all()),
        rows_of(
            list(employees.order_by("-last_interaction", "-pk")[:EMPLOYEES_ON_CARD]),
            employees_each=0,
        ),
    )


def suggest_company(address: str) -> Relation | None:
    """The business at whose domain this address is; never by a free-mail domain (product.md 2.4)."""
    domains = company_domains(normalise(address))
    known = CompanyDomain.objects.filter(domain__in=domains, relation__trashed_at=None).select_related(
        "relation__type", "relation__parent"
    )
    found = sorted(
        known,
        key=lambda one: (
            domains.index(one.domain),
            one.relation.parent_id is not None,
            -one.relation.last_interaction,
        ),
    )
    return found[0].relation if found else None
