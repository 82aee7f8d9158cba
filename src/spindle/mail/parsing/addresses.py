"""Our own strict reader of address headers (RFC 5322 §3.4): an address comes from the addr-spec, never from a name.

The standard library's `getaddresses` takes the display name of `From: purchasing@a.example <x@b.example>`.
"""

import re
import unicodedata
from functools import lru_cache

import idna

from spindle.channels.contract import Mailbox
from spindle.mail.parsing.headers import as_text, decode_words, line, unfold

MOST_MAILBOXES = 2000
_LONGEST_ADDRESS = 254
_SHORT = 200
# An addr-spec with a route before it and comments in it; patterns on it may be slower than its length.
_LONGEST_ANGLE = 512

_TOKEN = re.compile(
    r"""
      (?P<local>"(?:[^"\\]|\\.)*"@[^\s,;:<>"()]+)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<comment>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))
    | (?P<angle><(?:"(?:[^"\\<>]|\\.)*"|[^<>"])*>|<[^<>]*(?:>|\Z))
    | (?P<word>=\?[^?\s]*\?[BbQq]\?[^?]*\?=)
    | (?P<mark>[,;:])
    | (?P<atom>(?:\\["\\]|[^\s,;:<>"()])+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATOM = r"[\w!#$%&'*+/=?^`{|}~.-]+"
_DOMAIN = r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9A-Za-z.:]+\])"
_ADDRESS = re.compile(rf'(?:{_ATOM}|"(?:[^"\\\r\n]|\\.)+")@{_DOMAIN}\Z')
_PLAIN = r"[\w!#$%&*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(?:\.[\w-]+)+"
_SIMPLE = re.compile(rf'\s*(?:(?:"([^"\\<>]*)"|([^"<>,;:()@\\\[\]]*))\s*<({_PLAIN})>|({_PLAIN}))\s*(?:,|\Z)')
_ROUTE = re.compile(r"\s*@[^:<>]*:")
_COMMENT = re.compile(r"\([^()]*\)")
_SCHEME = re.compile(r"(?:mailto|smtp):", re.IGNORECASE)
_AROUND_AT = re.compile(r"\s*([@.])\s*")
_NEEDLESSLY_QUOTED = re.compile(r'"([\w!#$%&\'*+/=?^`{|}~-]+(?:\.[\w!#$%&\'*+/=?^`{|}~-]+)*)"')


@lru_cache(maxsize=4096)
def normalise_address(address: str) -> str:
    """The form in which addresses are kept and compared: lower case, the domain in its ASCII form (IDNA 2008, UTS 46).

    The local part is lower-cased too: no mail system of today tells `Info@` from `info@`, people mix them.
    """
    local, _, domain = address.strip().rpartition("@")
    bare = _NEEDLESSLY_QUOTED.fullmatch(local)
    local = unicodedata.normalize("NFC", bare[1] if bare else local).lower()
    return f"{local}@{_ascii_domain(domain.rstrip('.'))}" if local else domain.lower()


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain.lower()


def is_address(text: str) -> bool:
    """Whether `text` is one addr-spec and nothing else."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.match(text) is not None


def name_alone(raw: str, charset: str = "") -> str:
    """The name in a raw value that holds no address (`"Nathaniel" <nsb>`), or what stands instead of the address."""
    text = decode_words(as_text(unfold(raw), charset))
    name = line(re.sub(r"<[^<>]*>", " ", text)).strip("\"' ")
    return (name or line(text).strip("<>\"' "))[:200]


def mailboxes(raw: str, charset: str = "") -> tuple[Mailbox, ...]:
    """The mailboxes of a raw From, To, Cc, Bcc or Reply-To value, each with an address; `charset` is for raw bytes."""
    return _known_mailboxes(raw, charset) if len(raw) <= _SHORT else _mailboxes(raw, charset)


def _mailboxes(raw: str, charset: str) -> tuple[Mailbox, ...]:
    # Single spaces: the patterns take their time over long runs of them.
    text = " ".join(as_text(unfold(raw), charset).split())
    simple = _simple(text)
    return _read(text, may_decode=True) if simple is None else simple


# The same few people write and are written to most of the time.
_known_mailboxes = lru_cache(maxsize=4096)(_mailboxes)


def _simple(text: str) -> tuple[Mailbox, ...] | None:
    """The mailboxes when each is plainly `Name <address>` or an address, as nearly all are; else None."""
    found: list[Mailbox] = []
    position = 0
    while position < len(text):
        match = _SIMPLE.match(text, position)
        if match is None or len(found) >= MOST_MAILBOXES:
            return None
        quoted, name, angle, bare = match.groups()
        name = quoted or name or ""
        name = line(decode_words(name) if "=?" in name else name).strip("\"' ")
        found.append(Mailbox(name=name[:200], address=normalise_address(angle or bare)))
        position = match.end()
    return tuple(found)


def _read(text: str, *, may_decode: bool) -> tuple[Mailbox, ...]:
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        reader.take(match.lastgroup or "", match.group())
        if len(reader.found) >= MOST_MAILBOXES:
            break
    reader.finish(",")
    if not reader.found and may_decode and "=?" in text:
        return _read(" ".join(decode_words(text).split()), may_decode=False)
    return tuple(reader.found)


class _Reader:
    """Collects one mailbox between separators. A part without address (`Doe, John <…>`) belongs to the next one's name."""

    __slots__ = ("_angle", "_comments", "_owed", "_words", "found")

    def __init__(self) -> None:
        self.found: list[Mailbox] = []
        self._words: list[tuple[str, str]] = []
        self._comments: list[str] = []
        self._angle: str | None = None
        self._owed = ""

    def take(self, kind: str, token: str) -> None:
        """The next token of the header."""
        if kind == "mark":
            self._mark(token)
        elif kind == "angle":
            self._angle = token.strip("<> ")
        elif kind == "comment":
            self._comments.append(token[1:-1])
        else:
            self._words.append((kind, token))

    def _mark(self, sign: str) -> None:
        if sign != ":":
            self.finish(sign)
        elif self._angle is None:
            # A group's name, or `mailto`.
            self._words, self._owed = [], ""

    def finish(self, separator: str) -> None:
        """The end of a mailbox: keeps it when it has an address."""
        if self._angle is None:
            self._bare(separator)
        else:
            self._in_angle(self._angle)
        self._words, self._comments, self._angle = [], [], None

    def _in_angle(self, angle: str) -> None:
        if len(angle) > _LONGEST_ANGLE:
            return
        address = _strict(_COMMENT.sub("", _SCHEME.sub("", _ROUTE.sub("", angle))))
        if address:
            self._keep(_name(self._words) or _comment(self._comments), address)

    def _bare(self, separator: str) -> None:
        addresses = [
            token for kind, token in self._words if kind in ("atom", "local") and is_address(_unquoted(token))
        ]
        apart = any(token.startswith((".", "@")) or token.endswith("@") for _, token in self._words)
        if not addresses or apart:
            joined = _AROUND_AT.sub(r"\1", " ".join(token for _, token in self._words))
            addresses = [joined] if is_address(joined) else []
            if not addresses:
                owed = _name(self._words)
                self._owed = f"{self._owed}, {owed}".strip(", ")[:_SHORT] if separator == "," else ""
                return
            self._words = []
        rest = [word for word in self._words if word[1] not in addresses]
        name = _name(rest) or _comment(self._comments)
        for address in addresses:
            self._keep(name if len(addresses) == 1 else "", _unquoted(address))

    def _keep(self, name: str, address: str) -> None:
        full = f"{self._owed}, {name}" if self._owed and name else self._owed or name
        self._owed = ""
        self.found.append(Mailbox(name=full[:200], address=normalise_address(address)))


def _strict(angle: str) -> str:
    """The addr-spec in angle brackets, forgiving spaces and quotes around it; "" when there is none."""
    for candidate in (angle, _AROUND_AT.sub(r"\1", angle), angle.strip("'\" ")):
        if is_address(candidate):
            return candidate
    return ""


def _unquoted(token: str) -> str:
    """Outlook's `'name@example.com'` without its quotes; `[SMTP:…]` without its brackets."""
    stripped = token.strip("'") if token.startswith("'") and token.endswith("'") else token
    return stripped.rstrip("]") if "[" not in stripped else stripped


def _name(words: list[tuple[str, str]]) -> str:
    text = " ".join(_word(kind, token) for kind, token in words)
    text = decode_words(text) if "=?" in text else text
    return line(text).strip("\"' ")


def _word(kind: str, token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if kind == "quoted" else token


def _comment(comments: list[str]) -> str:
    text = " ".join(comments)
    return line(decode_words(text) if "=?" in text else text).strip("\"' ")
