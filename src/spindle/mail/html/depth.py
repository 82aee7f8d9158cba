"""Limits on HTML before any parser sees it: how deep it nests, how many tags it has, how many attributes one tag has.

Parsers that follow the standard (WHATWG HTML §13.2.6) look through all open elements at many a tag, and through all
attributes at each attribute, so that a hostile message of a megabyte would keep one busy for an hour. What is written
here nests as it is closed: each end tag meets its own element, so that the parser's depth is the depth counted here.
"""

import re
from collections import Counter
from collections.abc import Iterator

DEEPEST = 200
MOST_TAGS = 100_000
MOST_ATTRIBUTES = 100
# Formatting that is taken up again behind an end tag that crosses it: <b><i>one</b>two</i>.
_TAKEN_UP = 4
# So many characters hold fewer attributes than a parser minds.
_HARMLESS = 8_000

_SPACE = r"[\t\n\f\r ]"
_NAME = r"[a-zA-Z][^\t\n\f\r />]*+"
_ATTRIBUTE = rf"""[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"?+|'[^']*+'?+|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+)?+"""
_ATTRIBUTES = rf"(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+"
# Comments go, a document type stays; each branch takes something to its end, so that nothing is looked at twice.
_MARKUP = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?P<end>/?)(?P<name>{_NAME})(?P<attributes>{_ATTRIBUTES})>?|<[!?/][^>]*+>?",
    re.DOTALL,
)
_CROWDED = re.compile(rf"<{_NAME}(?:[\t\n\f\r /]++|{_ATTRIBUTE}){{{4 * MOST_ATTRIBUTES}}}")
_SINGLE_ATTRIBUTE = re.compile(_ATTRIBUTE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
_FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
_BLOCKS = _names("""address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hgroup hr listing main menu nav ol p pre search section summary table ul""")
_OF_A_TABLE = _names("caption colgroup tbody td tfoot th thead tr")
# No end tag reaches beyond these.
_WALLS = _names(
    "annotation-xml applet button desc foreignobject marquee math mi mn mo ms mtext object select svg table template"
)
# What a start tag ends, if nothing of the second stands between.
_ENDS = {
    "a": (frozenset({"a"}), _WALLS),
    "li": (frozenset({"li"}), _WALLS | _BLOCKS - {"address", "div", "p"} | {"dd", "dt"}),
    "dd": (frozenset({"dd", "dt"}), _WALLS | _BLOCKS - {"address", "div", "p"} | {"li"}),
    "dt": (frozenset({"dd", "dt"}), _WALLS | _BLOCKS - {"address", "div", "p"} | {"li"}),
    "option": (frozenset({"option"}), _WALLS),
    **dict.fromkeys(_BLOCKS, (frozenset({"p"}), _WALLS)),
}
# Their inside is no markup; but for style nobody sees it.
_RAW = _names("iframe noembed noframes script style textarea title xmp")


def shallow(html: str) -> str:
    """`html` within the limits above; the text of what was too deep stays."""
    if html.count("<") <= DEEPEST and len(html) <= _HARMLESS:
        return html
    return "".join(_Writer().written(html.replace("<![CDATA[", "<!--[CDATA[-->")))


def crowded(html: str) -> bool:
    """Whether a tag has many more attributes than any mail program writes."""
    return len(html) > _HARMLESS and _CROWDED.search(html) is not None


class _Writer:
    """Writes markup anew, with an end tag for each start tag."""

    def __init__(self) -> None:
        # Name and start tag of what is open, and what was left out.
        self._open: list[tuple[str, str]] = []
        self._left_out: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._tags = 0

    def written(self, html: str) -> Iterator[str]:
        position = 0
        while (match := _MARKUP.search(html, position)) is not None:
            yield html[position : match.start()]
            position = match.end()
            name = (match["name"] or "").lower()
            if name in _RAW and not match["end"]:
                inside, position = _raw(html, position, name)
                yield f"<style>{inside.replace('<', ' ')}</style>" if name == "style" else ""
            elif name:
                yield from self._tag(match, name)
            elif match.group()[:9].lower() == "<!doctype":
                yield match.group()
        yield html[position:]
        yield from self._closed_to(0)

    def _tag(self, match: re.Match[str], name: str) -> Iterator[str]:
        if name in _OF_A_TABLE:
            yield from self._out_of_the_cell()
        if match["end"]:
            yield from self._ended(name)
            return
        if name in _ENDS:
            yield from self._implied(*_ENDS[name])
        self._tags += 1
        tag = f"<{match['name']}{_few(match['attributes'])}>"
        if self._tags > MOST_TAGS:
            self._left_out[name] += 1
        elif name in _VOID or name in _OF_A_TABLE:
            yield tag
        elif len(self._open) >= DEEPEST:
            self._left_out[name] += 1
        else:
            self._opened([(name, tag)])
            yield tag

    def _ended(self, name: str) -> Iterator[str]:
        """An end tag: for its element and for all within it, unless it is of none or of one behind a wall."""
        if name in _OF_A_TABLE:
            yield f"</{name}>"
        elif name in _VOID:
            yield "<br>" if name == "br" else ""
        elif self._left_out[name]:
            self._left_out[name] -= 1
        elif self._names[name] and (at := self._last({name}, _WALLS - {name})) is not None:
            crossed = [one for one in self._open[at + 1 :] if one[0] in _FORMATTING][-_TAKEN_UP:]
            yield from self._closed_to(at)
            if name in _FORMATTING:
                self._opened(crossed)
                yield from (tag for _name, tag in crossed)

    def _implied(self, names: frozenset[str], walls: frozenset[str]) -> Iterator[str]:
        """The end tags that a start tag stands for (§13.1.2.4)."""
        if (at := self._last(names, walls)) is not None:
            yield from self._closed_to(at)

    def _out_of_the_cell(self) -> Iterator[str]:
        """What is still open in a cell ends with it."""
        if (at := self._last({"table"}, _WALLS - {"table"})) is not None:
            yield from self._closed_to(at + 1)

    def _opened(self, tags: list[tuple[str, str]]) -> None:
        self._open += tags
        self._names.update(name for name, _tag in tags)

    def _last(self, names: frozenset[str] | set[str], walls: frozenset[str]) -> int | None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] in names:
                return at
            if self._open[at][0] in walls:
                return None
        return None

    def _closed_to(self, at: int) -> Iterator[str]:
        """End tags for all that is open from there on, the innermost first."""
        closing = self._open[at:][::-1]
        del self._open[at:]
        self._names.subtract(name for name, _tag in closing)
        yield from (f"</{name}>" for name, _tag in closing)


def _raw(html: str, position: int, name: str) -> tuple[str, int]:
    """The inside of an element that holds no markup, and where its end tag ends."""
    end = re.compile(rf"</{name}(?=[\t\n\f\r />])[^>]*+>?", re.IGNORECASE).search(html, position)
    return (html[position : end.start()], end.end()) if end else (html[position:], len(html))


def _few(attributes: str) -> str:
    if len(attributes) <= 2 * MOST_ATTRIBUTES:
        return attributes
    found = list(_SINGLE_ATTRIBUTE.finditer(attributes))
    return attributes[: found[MOST_ATTRIBUTES - 1].end()] if len(found) > MOST_ATTRIBUTES else attributes
