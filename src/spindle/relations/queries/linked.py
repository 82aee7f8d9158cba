"""How many past messages a relation's addresses brought along, as the journal has it."""

from spindle.journal.queries import lines_about

_LINES = 50


def linked_messages(relation_id: int) -> int:
    """The messages that were linked by addresses of this relation. One SELECT."""
    lines = lines_about("relation", relation_id).filter(verb="linked past mail")[:_LINES]
    return sum(int((line.after or {}).get("messages", 0)) for line in lines)
