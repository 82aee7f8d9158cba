"""Foreign HTML made fit for the mail frame: nh3 has the last word, our steps before it only take away or fold.

What is promised: no script, form, frame or foreign markup (svg, math); nothing is loaded from elsewhere; links open
outside, tell nothing, and go to http, https, mailto or tel; pictures come from the given addresses only. A picture of
a point's size, which is there to tell the sender that he is read, is never shown.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from spindle.mail.html.css import PREFIX, clean_declarations, clean_sheet
from spindle.mail.html.depth import shallow
from spindle.mail.html.pictures import REMOTE, Pictures, Remote, best_of, is_data_picture, is_tracker
from spindle.mail.html.quotes import fold_quotes

LONGEST_HTML = 2_000_000
_MOST_STYLES = 50

_TAG_NAMES = """
    a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del
    details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd label li main mark
    ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """
_TAGS = frozenset(_TAG_NAMES.split())
_DROPPED_NAMES = """
    script style svg math iframe object embed applet audio video canvas noscript noembed noframes template title
    textarea select option xmp plaintext frameset frame portal
    """
_CONTENT_DROPPED = frozenset(_DROPPED_NAMES.split())
_LAYOUT = {"align", "valign", "bgcolor", "width", "height"}
_ATTRIBUTES = {
    "*": {"align", "class", "dir", "lang", "style", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "font": {"color", "face", "size"},
    "table": _LAYOUT | {"border", "cellpadding", "cellspacing", "frame", "rules", "summary"},
    "td": _LAYOUT | {"colspan", "rowspan", "nowrap"},
    "th": _LAYOUT | {"colspan", "rowspan", "nowrap", "scope"},
    "tr": _LAYOUT,
    "tbody": _LAYOUT,
    "thead": _LAYOUT,
    "tfoot": _LAYOUT,
    "col": _LAYOUT | {"span"},
    "colgroup": _LAYOUT | {"span"},
    "div": {"bgcolor"},
    "hr": {"width", "size", "noshade", "color"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value", "type"},
    "br": {"clear"},
}
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# Everything that would load something from elsewhere, but for CSS.
_LOADERS = {
    "img": ("src", "srcset", "lowsrc", "dynsrc"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "frame": ("src",),
    "object": ("data",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "feimage": ("href", "xlink:href"),
    "link": ("href",),
}
_LOADED = ",".join([*_LOADERS, "[background]"])
# What can be shown on request; a film or a frame never is, and asks for no button.
_PICTURE_TAGS = frozenset({"img", "table", "tbody", "tr", "td", "th", "body", "div"})


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """HTML for the body of the mail frame; how many things from elsewhere were held back, and how many trackers."""

    html: str
    blocked_pictures: int
    trackers: int = 0


def clean(
    html: str, *, pictures: Mapping[str, str], remote: Remote | None = None, quote_label: str = "…"
) -> CleanHtml:
    """Cleans a mail's HTML. `pictures` gives our address for a Content-ID (or Content-Location) that the mail refers to.

    `remote` gives our address for a picture from elsewhere (an http or https address), "" for one that is held back;
    without it all are. A quoted tail is folded under `quote_label` in `<details class="quoted">`; nothing readable is
    taken away.
    """
    tree = LexborHTMLParser(shallow(html[:LONGEST_HTML].replace("\0", "")))
    shown = Pictures(pictures, remote)
    sheet, blocked = _sheets(tree, shown)
    trackers = _block_trackers(tree)
    blocked += _block_loaders(tree, shown)
    blocked += _inline_styles(tree, shown)
    ours = f"q{secrets.token_hex(8)}"
    tree.unwrap_tags(["details", "summary"])
    fold_quotes(tree, marker=ours, label=quote_label)
    body = _body(tree)
    cleaned = _cleaner(ours, shown.addresses).clean(body)
    return CleanHtml(f"<style>{sheet}</style>{cleaned}" if sheet else cleaned, blocked, trackers)


def _sheets(tree: LexborHTMLParser, shown: Pictures) -> tuple[str, int]:
    """The safe rules of all style elements, and how many remote pictures they named. The elements go."""
    kept: list[str] = []
    blocked = 0
    for node in tree.css("style")[:_MOST_STYLES]:
        safe = clean_sheet(node.text(), shown.address)
        kept.append(safe.css)
        blocked += safe.blocked
    tree.strip_tags(["style", "script"], recursive=True)
    # Only letters, digits, our addresses and a few signs come out of `clean_sheet`; this keeps the promise visible.
    return "\n".join(sheet for sheet in kept if sheet).replace("<", ""), blocked


def _block_trackers(tree: LexborHTMLParser) -> int:
    """Takes the pictures that nobody can see out of their places; how many there were."""
    count = 0
    for node in tree.css("img"):
        if REMOTE.match(best_of(node.attributes)) and is_tracker(node.attributes):
            count += 1
            node.decompose()
    return count


def _block_loaders(tree: LexborHTMLParser, shown: Pictures) -> int:
    blocked = 0
    for node in tree.css(_LOADED):
        attributes = node.attributes
        names = (*_LOADERS.get((node.tag or "").lower(), ()), "background")
        wanted = [attributes[name] or "" for name in names if attributes.get(name)]
        picture = shown.address(best_of(attributes)) if node.tag == "img" else ""
        background = shown.address(attributes.get("background") or "")
        ours = bool(picture or background) or (shown.remote_too and node.tag not in _PICTURE_TAGS)
        blocked += not ours and any(REMOTE.match(value) for value in wanted)
        for name in names:
            if name in attributes:
                del node.attrs[name]
        if picture:
            node.attrs["src"] = picture
        if background:
            node.attrs["style"] = f'{attributes.get("style") or ""};background-image:url("{background}")'
    return blocked


def _inline_styles(tree: LexborHTMLParser, shown: Pictures) -> int:
    blocked = 0
    for node in tree.css("[style]"):
        safe = clean_declarations(node.attributes.get("style") or "", shown.address)
        blocked += safe.blocked
        if safe.css:
            node.attrs["style"] = safe.css
        else:
            del node.attrs["style"]
    return blocked


def _body(tree: LexborHTMLParser) -> str:
    """The inside of the body, in a div that keeps the body's own colours."""
    body = tree.body
    if body is None:
        return ""
    inside = "".join(child.html or "" for child in body.iter(include_text=True))
    look = "".join(_look(body, name) for name in ("style", "bgcolor", "dir", "lang", "class"))
    return f"<div{look}>{inside}</div>" if look else inside


def _look(body: LexborNode, name: str) -> str:
    value = body.attributes.get(name)
    return f' {name}="{escape(value)}"' if value else ""


def _cleaner(ours: str, addresses: frozenset[str]) -> nh3.Cleaner:
    """The last word. `ours` is the class by which our own `details` are known, made up for this one text."""

    def kept(address: str) -> str:
        return address if address in addresses else ""

    def checked(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return _classes(value, ours)
        if attribute == "style":
            return clean_declarations(value, kept).css or None
        if tag == "img" and attribute == "src":
            return value if value in addresses or is_data_picture(value) else None
        if attribute == "href":
            # Only pictures may stand in the HTML itself; browsers pass over spaces and controls in a scheme.
            return None if _IGNORED.sub("", value[:200]).lower().startswith("data:") else value
        return value

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_CONTENT_DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=checked,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes=_LINK_SCHEMES | {"data"},
        url_relative=lambda url: url if url in addresses else None,
    )


def _classes(value: str, ours: str) -> str:
    """Class names with a prefix, so that they mean nothing to our own styles."""
    names = value.split()[:20]
    return "quoted" if ours in names else " ".join(f"{PREFIX}{name}" for name in names)
