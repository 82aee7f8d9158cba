"""What the parts of a page show: frozen values that a query or a view fills and a template part draws.

They hold what is seen, never a model, so that a part costs no query and a page says in one type what it needs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Tone = Literal["", "accent", "good", "care", "wrong", "outline", "quiet", "bare"]


@dataclass(frozen=True, slots=True)
class Person:
    """A face: people are round, companies square, an unknown sender is dashed. Hue 0 is a relation, 1 to 6 a colleague."""

    name: str
    kind: Literal["person", "company", "unknown"] = "person"
    hue: int = 0
    channel: str = ""
    label: str = ""
    reading: bool = False
    online: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A small word with a meaning: a link to something, a state, a tag. With `remove_url` a cross sends DELETE to it."""

    text: str
    icon: str = ""
    url: str = ""
    tone: Tone = ""
    hue: int = 0
    remove_url: str = ""
    remove_label: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of a menu: a verb at an address, a link, a heading, or a rule between groups.

    `method` get is a link and form a plain form that is posted (for what leads to another page); every other
    method is sent by htmx, without a swap unless `target` names one.
    """

    label: str = ""
    icon: str = ""
    url: str = ""
    method: Literal["get", "form", "post", "put", "patch", "delete"] = "get"
    key: str = ""
    end: str = ""
    target: str = ""
    confirm: str = ""
    dialog: bool = False
    danger: bool = False
    disabled: bool = False
    current: bool = False
    optimistic: Literal["", "remove", "read", "unread"] = ""
    copy: str = ""
    kind: Literal["item", "heading", "rule"] = "item"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One message in a list: who and when; what, and its marks.

    `count` is how many messages its conversation has; `keys` are verbs that have only a key on a row (their menu has
    the words): "post" is sent, "get" with `dialog` opens a pop-up.
    """

    id: int
    url: str
    sender: Person
    at: datetime
    subject: str = ""
    snippet: str = ""
    beside: str = ""
    mark: Chip | None = None
    unread: bool = False
    current: bool = False
    finished: bool = False
    flagged: bool = False
    private: bool = False
    has_attachment: bool = False
    readers: tuple[Person, ...] = ()
    assignee: Person | None = None
    count: int = 0
    finish_url: str = ""
    trash_url: str = ""
    menu_url: str = ""
    keys: tuple[MenuItem, ...] = ()

    @property
    def title(self) -> str:
        """The row in words, for who hears it."""
        return f"{self.sender.name}: {self.subject or self.snippet[:80]}"


@dataclass(frozen=True, slots=True)
class EntryDay:
    """The messages of one day; `day` is None where they go on from the page before."""

    day: date | None
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One entry in a relation's archive. `icon` tells its kind."""

    id: int
    url: str
    title: str
    at: datetime
    icon: str = "mail"
    under: str = ""
    unread: bool = False
    current: bool = False
    finished: bool = False
    has_attachment: bool = False
    tone: str = ""
    menu_url: str = ""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One relation in a list; an employee stands a step in, under his employer."""

    id: int
    url: str
    person: Person
    under: str = ""
    at: datetime | None = None
    current: bool = False
    employee: bool = False
    menu_url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `kind` is in words (PDF, Picture), size in bytes.

    `preview_url` is a picture of it; `view_url` a pop-up in which it is read.
    """

    name: str
    kind: str
    size: int
    url: str
    icon: str = "file"
    preview_url: str = ""
    view_url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail within a conversation: a line when closed, a letter when open.

    The body is a page of its own in a frame (`frame_url`, sandboxed) or plain text, or what a channel has drawn
    (`body`); `body_url` loads it when the message is first opened, and without script `url` leads to it. `clip`: it
    has attachments, known before they are.
    """

    id: int
    sender: Person
    address: str
    at: datetime
    to: str = ""
    snippet: str = ""
    open: bool = False
    mark: Chip | None = None
    attachments: tuple[Attachment, ...] = ()
    clip: bool = False
    text: str = ""
    body: str = ""
    frame_url: str = ""
    body_url: str = ""
    menu_url: str = ""
    url: str = ""
    warning: str = ""
    # Pictures from elsewhere: those that can be shown, and those that nobody can see and that never are.
    held_back: int = 0
    trackers: int = 0
    show_url: str = ""
    always_url: str = ""

    @property
    def has_attachment(self) -> bool:
        """Whether a clip is shown beside the time."""
        return self.clip or bool(self.attachments)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a longer piece of work: what is ready, what is not, what to do."""

    title: str
    text: str = ""
    state: Literal["wait", "now", "done", "care", "wrong"] = "wait"
    said: str = ""
    url: str = ""
    action: str = ""
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value; a value with an address is a link."""

    label: str
    value: str
    url: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True)
class PanelItem:
    """A line of a panel: an icon, what, when or how many, and perhaps a line below."""

    text: str
    url: str = ""
    icon: str = ""
    hue: int = 0
    at: datetime | date | None = None
    end: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a filter that is an address of its own."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. A sortable one has the address that sorts by it."""

    label: str
    amount: bool = False
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class CardChoice:
    """The label of a choice that is shown as a card."""

    title: str
    text: str = ""
    icon: str = ""

    def __str__(self) -> str:
        return self.title
