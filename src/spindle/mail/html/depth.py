"""A limit on how deep HTML nests, before any parser sees it: great depth makes all of them slow."""

import re

DEEPEST = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})[^>]*>")
_UNNESTED_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option tbody"
)
_UNNESTED = frozenset(_UNNESTED_NAMES.split())


def shallow(html: str) -> str:
    """`html` without the tags that nest deeper than any mail does; their text stays. Parsers are slow in great depth."""
    if html.count("<") <= DEEPEST:
        return html
    depth = 0

    def counted(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2].lower() in _UNNESTED:
            return match.group()
        if match[1]:
            depth = max(0, depth - 1)
            return match.group() if depth < DEEPEST else ""
        depth += 1
        return match.group() if depth <= DEEPEST else ""

    return _TAG.sub(counted, html)
