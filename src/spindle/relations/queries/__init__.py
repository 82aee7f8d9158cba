"""The reads that the list, the card and the history need."""

from spindle.relations.queries.cards import CardView, card_of, suggest_company
from spindle.relations.queries.history import Change, Event, history
from spindle.relations.queries.lists import RelationPage, relation_count, relation_page
from spindle.relations.queries.rows import RelationRow

__all__ = [
    "CardView",
    "Change",
    "Event",
    "RelationPage",
    "RelationRow",
    "card_of",
    "history",
    "relation_count",
    "relation_page",
    "suggest_company",
]
