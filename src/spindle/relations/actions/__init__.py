"""Everything that changes relations; each verb one transaction, with its line in the journal."""

from spindle.relations.actions.points import add_point, edit_point, remove_point
from spindle.relations.actions.trash import restore_relations, trash_relations
from spindle.relations.actions.write import create_relation, edit_relation

__all__ = [
    "add_point",
    "create_relation",
    "edit_point",
    "edit_relation",
    "remove_point",
    "restore_relations",
    "trash_relations",
]
