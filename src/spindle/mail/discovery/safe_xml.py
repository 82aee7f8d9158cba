"""XML from strangers: no DTD, so no entities and nothing fetched (ASVS 1.5.1); bounded in depth and size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self
from xml.parsers import expat

_DEEPEST = 30
_MOST_NODES = 5000


class BadXml(ValueError):
    """Not XML, or XML that wants more than to be read."""


@dataclass(slots=True)
class Node:
    """An element; its name is lower case and without prefix."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Self] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Self]:
        """The direct children of this name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Self | None:
        """The first direct child of this name."""
        return next(self.all(name), None)

    def word(self, name: str) -> str:
        """The text of the first child of this name, stripped; empty if there is none."""
        child = self.first(name)
        return child.text.strip() if child else ""


def parse_xml(body: bytes) -> Node:
    """The root element. Raises BadXml."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BadXml(str(error)) from error
    return builder.root()


class _Builder:
    def __init__(self) -> None:
        self._open: list[Node] = [Node("", {})]
        self._nodes = 0

    def root(self) -> Node:
        return self._open[0].children[0]

    def refuse(self, *_declaration: object) -> None:
        raise BadXml("declares a document type or an entity")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if len(self._open) > _DEEPEST or self._nodes > _MOST_NODES:
            raise BadXml("too deep or too long")
        node = Node(name.rpartition(":")[2].lower(), attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].text += text
