"""Style sheets and style attributes by an allowlist: what is let through is built anew from checked pieces.

Nothing that loads (@import, @font-face, url but for pictures under our own addresses), runs (expression, behavior) or
leaves its place (position) survives.
Whatever confuses the reader is left out, never passed on: every selector, property and value is matched as a whole.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_SHEET = 200_000
_MOST_RULES = 3000

_PROPERTY_NAMES = """
    azimuth background background-color background-image background-position background-repeat background-size border border-bottom
    border-bottom-color border-bottom-style border-bottom-width border-collapse border-color border-left
    border-left-color border-left-style border-left-width border-radius border-top-left-radius border-top-right-radius
    border-bottom-left-radius border-bottom-right-radius border-right border-right-color border-right-style
    border-right-width border-spacing border-style border-top border-top-color border-top-style border-top-width
    border-width box-shadow box-sizing caption-side clear color column-gap direction display empty-cells flex
    flex-basis flex-direction flex-grow flex-shrink flex-wrap float font font-family font-size font-style font-variant
    font-weight gap align-items align-self justify-content height hyphens letter-spacing line-height list-style
    list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width
    min-height min-width opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left
    padding-right padding-top row-gap table-layout text-align text-decoration text-decoration-color
    text-decoration-line text-decoration-style text-indent text-overflow text-transform unicode-bidi vertical-align
    visibility white-space width word-break word-spacing word-wrap
    """
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"})

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--|-->")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|([^\r\n\f0-9a-fA-F]))")
_URL = re.compile(
    r"(?:url|image|image-set|-webkit-image-set|cross-fade|src)\s*\([^()]*(?:\)|\Z)", re.IGNORECASE
)
_REMOTE = re.compile(r"\(\s*+(?:[\"']\s*+)?+(?:https?:|ftp:|//)", re.IGNORECASE)
_PLAIN_URL = re.compile(r"url\s*\(([^()]*)\)", re.IGNORECASE)
_WITH_PICTURES = frozenset({"background", "background-image"})
_OUR_ADDRESS = re.compile(r"/[\w/.~%=&?@+-]{1,4000}\Z", re.ASCII)
# Stands for a picture while a value is looked at.
_STAND_IN = "our-picture-"
_MOST_PICTURES = 20
_VALUE = re.compile(r"""(?:[\w\s.,#%()+*/-]|"[\w\s.,-]*"|'[\w\s.,-]*')+\Z""")
_FUNCTION = re.compile(r"([\w-]*)\(")
_IMPORTANT = re.compile(r"!\s*+important\s*\Z", re.IGNORECASE)
_SELECTOR = re.compile(r"[\w\s.#>+~*:()-]{1,300}\Z")
_PSEUDO = re.compile(
    r":(?!(?:hover|link|visited|active|first-child|last-child|only-child|nth-child\([\w+ -]+\))(?![\w-]))"
)
_NAME_IN_SELECTOR = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)")
_MEDIA = re.compile(r"@media\s++([\w\s:(),.-]{1,300})\Z", re.IGNORECASE)
_BIG = re.compile(r"\d{6,}")

PREFIX = "m-"

# Our own address for the picture that a text means; "" when it is not to be shown.
Picture = Callable[[str], str]


def no_picture(_meant: str) -> str:
    """Shows none."""
    return ""


@dataclass(frozen=True, slots=True)
class CleanCss:
    """Harmless CSS, and how many remote pictures it asked for."""

    css: str
    blocked: int


def clean_declarations(text: str, picture: Picture = no_picture) -> CleanCss:
    """The safe declarations of a style attribute or of a rule's block; backgrounds with the pictures that `picture` gives."""
    text = _decoded(text[:LONGEST_SHEET])
    shown = _Shown(picture)
    return CleanCss("; ".join(_declarations(text, shown)), max(0, _remote_urls(text) - shown.remote))


def clean_sheet(text: str, picture: Picture = no_picture) -> CleanCss:
    """The safe rules of a style sheet; class names and ids get a prefix, as they do in the HTML. @media is kept."""
    text = _decoded(text[:LONGEST_SHEET])
    shown = _Shown(picture)
    css = "\n".join(_rules(text, shown, inside_media=False))
    return CleanCss(css, max(0, _remote_urls(text) - shown.remote))


class _Shown:
    """The pictures of one text: asks for each, and counts those from elsewhere that are shown."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.remote = 0

    def address(self, found: re.Match[str]) -> str:
        """Ours for a `url(…)`; "" when it is not shown."""
        ours = self._picture(found[1].strip().strip("\"'").strip())
        if not _OUR_ADDRESS.match(ours):
            return ""
        self.remote += _REMOTE.search(found.group()) is not None
        return ours


def _declarations(text: str, shown: _Shown) -> Iterator[str]:
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or name not in _PROPERTIES:
            continue
        safe = _with_pictures(value, shown) if name in _WITH_PICTURES else _safe_value(value)
        if safe:
            yield f"{name}: {safe}"


def _with_pictures(value: str, shown: _Shown) -> str:
    """The value with our addresses where its pictures were; each is a word of ours while the rest is looked at."""
    ours: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        address = shown.address(found) if len(ours) < _MOST_PICTURES else ""
        if not address:
            return " "
        ours.append(address)
        return f" {_STAND_IN}{len(ours) - 1}- "

    safe = _safe_value(_PLAIN_URL.sub(stand_in, value.replace(_STAND_IN, "")))
    for number, address in enumerate(ours):
        safe = safe.replace(f"{_STAND_IN}{number}-", f'url("{address}")')
    return safe


def _decoded(text: str) -> str:
    """`text` without comments and with its escapes undone, so that no name hides in either."""
    text = _HTML_COMMENT.sub(" ", _COMMENT.sub(" ", text))
    return _COMMENT.sub(" ", _ESCAPE.sub(_unescaped, text)).replace("\0", "") if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"


def _remote_urls(text: str) -> int:
    return sum(1 for found in _URL.finditer(text) if _REMOTE.search(found.group()))


def _safe_value(value: str) -> str:
    important = " !important" if _IMPORTANT.search(value) else ""
    value = _URL.sub(" ", _IMPORTANT.sub("", value)).strip()
    if not _VALUE.match(value) or _BIG.search(value):
        return ""
    allowed = all(name.lower() in _FUNCTIONS or not name for name in _FUNCTION.findall(value))
    return f"{' '.join(value.split())}{important}" if allowed else ""


def _rules(text: str, shown: _Shown, *, inside_media: bool) -> Iterator[str]:
    for count, (prelude, block) in enumerate(_blocks(text)):
        if count >= _MOST_RULES:
            return
        media = _MEDIA.match(prelude)
        if media and not inside_media:
            inner = " ".join(_rules(block, shown, inside_media=True))
            if inner:
                yield f"@media {' '.join(media[1].split())} {{ {inner} }}"
        elif not prelude.startswith("@"):
            yield from _rule(prelude, block, shown)


def _rule(prelude: str, block: str, shown: _Shown) -> Iterator[str]:
    selectors = [selector for selector in map(_safe_selector, prelude.split(",")) if selector]
    declarations = "; ".join(_declarations(block, shown)) if selectors else ""
    if selectors and declarations:
        yield f"{', '.join(selectors)} {{ {declarations} }}"


def _safe_selector(selector: str) -> str:
    selector = selector.strip()
    if not _SELECTOR.match(selector) or _PSEUDO.search(selector):
        return ""
    return " ".join(_NAME_IN_SELECTOR.sub(rf"\1{PREFIX}\2", selector).split())


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """(what stands before the brace, what stands between the braces), braces counted; statements like @import are skipped."""
    position = 0
    while (opening := text.find("{", position)) >= 0:
        prelude = text[position:opening].rpartition(";")[2].strip()
        closing = _closing(text, opening)
        yield prelude, text[opening + 1 : closing]
        position = closing + 1


def _closing(text: str, opening: int) -> int:
    depth = 0
    for match in _BRACE.finditer(text, opening):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)


_BRACE = re.compile(r"[{}]")
