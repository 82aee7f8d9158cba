"""The quoted tail of a reply, found by marks of mail programs and by the lines that introduce it in seven languages.

Display only: a tail is folded away, never removed, and never when too little would be left (mail-practice.md, "Quotes").
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

LEAST_LEFT = 0.2

# Elements in which mail programs wrap what they quote.
_WRAPPERS = (
    ".gmail_quote, .gmail_quote_container, blockquote[type=cite], .moz-cite-prefix + blockquote, .yahoo_quoted, "
    ".protonmail_quote, .tutanota_quote, .zmail_extra, #isReplyContent"
)
# Elements after which everything is the quoted message.
_DIVIDERS = (
    "#divRplyFwdMsg, #appendonsend, #OLK_SRC_BODY_SECTION, #mail-editor-reference-message-container, "
    '[style*="border-top:solid #E1E1E1" i], [style*="border-top: solid #E1E1E1" i], '
    '[style*="border-top:solid #B5C4DF" i], [style*="border-top: solid #B5C4DF" i]'
)

# "On … wrote:" of the seven languages: English, Dutch, German, French, Spanish, Italian, Portuguese.
_INTRODUCTION = (
    r"(?:On\b.{5,200}\bwrote|Op\b.{5,200}\bschreef\b.{0,100}|Am\b.{5,200}\bschrieb\b.{0,100}|Le\b.{5,200}\ba écrit"
    r"|El\b.{5,200}\bescribió|Il\b.{5,200}\bha scritto|Em\b.{5,200}\bescreveu)\s*:"
)
_HEADER_LINE = r"(?:From|Van|Von|De|Da)\s*:\s*\S.{0,200}\n\s*(?:Sent|Date|Verzonden|Datum|Gesendet|Envoyé|Enviado|Fecha|Inviato|Data|Enviada)\b[^\n:]{0,20}:"
_ORIGINAL = (
    r"-{2,}\s*(?:Original Message|Oorspronkelijk bericht|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    r"|Messaggio originale|Mensagem original)\s*-{2,}"
)
TEXT_TAIL = re.compile(rf"^[ \t]*(?:{_INTRODUCTION}[ \t]*$|{_HEADER_LINE}|{_ORIGINAL})", re.MULTILINE)
_INTRODUCTION_ONLY = re.compile(rf"\s*{_INTRODUCTION}\s*\Z", re.DOTALL)
_FORWARDED = re.compile(r"\s*-{5,}\s*\w")


def fold_quotes(tree: LexborHTMLParser, *, marker: str, label: str) -> None:
    """Wraps the quoted tail of `tree` in `details` of class `marker`, when there is one and enough is left beside it."""
    body = tree.body
    if body is None:
        return
    found = _wrapper(body)
    tail = [found] if found is not None else _after_divider(body)
    if not tail or not _enough_left(body, tail, certain=found is not None):
        return
    html = "".join(node.html or "" for node in tail)
    folded = LexborHTMLParser(
        f'<details class="{marker}"><summary>{_escaped(label)}</summary>{html}</details>'
    )
    details = folded.css_first("details")
    if details is None:
        return
    tail[0].insert_before(details)
    for node in tail:
        node.decompose()


def _escaped(label: str) -> str:
    return label.replace("&", "&amp;").replace("<", "&lt;")


def _wrapper(body: LexborNode) -> LexborNode | None:
    """The last outermost wrapper, when nothing is written after it and it is no forwarded message."""
    wrappers = body.css(_WRAPPERS)[:200]
    known = {node.mem_id for node in wrappers}
    outermost = [node for node in wrappers if not _inside(node, known)]
    if not outermost:
        return None
    last = outermost[-1]
    text = last.text().lstrip()
    return None if _written_after(last, body) or _FORWARDED.match(text[:200]) else last


def _inside(node: LexborNode, wrappers: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in wrappers:
            return True
        parent = parent.parent
    return False


def _written_after(node: LexborNode, body: LexborNode) -> bool:
    """Whether text follows `node` anywhere in the message: an answer below the quote, or between quotes."""
    current: LexborNode | None = node
    while current is not None and current.mem_id != body.mem_id:
        following = current.next
        while following is not None:
            if following.text().strip():
                return True
            following = following.next
        current = current.parent
    return False


def _after_divider(body: LexborNode) -> list[LexborNode]:
    """The first divider and all that follows beside it; its wrapper first where a program wraps the divider alone."""
    node = body.css_first(_DIVIDERS)
    while (
        node is not None
        and node.next is None
        and node.parent is not None
        and node.parent.mem_id != body.mem_id
    ):
        node = node.parent
    if node is None or node.parent is None:
        return []
    tail = [node]
    while (following := tail[-1].next) is not None:
        tail.append(following)
    return tail


def _enough_left(body: LexborNode, tail: list[LexborNode], *, certain: bool) -> bool:
    """Whether what stays visible is a message: any words beside a certain quote, a fifth of all beside a guessed one."""
    whole = len(" ".join(body.text().split()))
    left = whole - sum(len(" ".join(node.text().split())) for node in tail)
    return left >= 2 if certain else left >= max(2, LEAST_LEFT * whole)


def text_tail(text: str) -> int:
    """Where the quoted tail of a plain text begins; its length when there is none, or too little stands before it."""
    introduced = TEXT_TAIL.search(text)
    quoted = _quoted_tail(text)
    if quoted < len(text):
        return quoted if text[:quoted].strip() else len(text)
    start = introduced.start() if introduced else len(text)
    return start if len(text[:start].strip()) >= max(2, LEAST_LEFT * len(text.strip())) else len(text)


def _quoted_tail(text: str) -> int:
    """Where the last run of `>` lines begins, with its introduction, when nothing is written after it."""
    lines = text.splitlines(keepends=True)
    first = len(lines)
    while first and (lines[first - 1].lstrip().startswith(">") or not lines[first - 1].strip()):
        first -= 1
    if not any(line.lstrip().startswith(">") for line in lines[first:]):
        return len(text)
    for count in (1, 2, 3):
        start = max(0, first - count)
        if _INTRODUCTION_ONLY.match("".join(lines[start:first])):
            first = start
            break
    return len("".join(lines[:first]))
