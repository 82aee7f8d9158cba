"""The rail at the left of every page, as one value that a context processor puts into `rail`."""

from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from spindle.ui.rows import MenuItem, Person


@dataclass(frozen=True, slots=True)
class RailItem:
    """A place to go. `unread` makes the count an accent; `topic` is the live event that the rail refreshes on."""

    label: str
    url: str
    icon: str
    count: int = 0
    unread: bool = False
    current: bool = False
    phone: bool = True
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class RailSection:
    """A group under the main places: folders, views, parts of the administration. `edit_url`: a pop-up that orders it."""

    label: str
    items: tuple[RailItem, ...]
    edit_url: str = ""
    edit_label: str = ""


@dataclass(frozen=True, slots=True)
class Rail:
    """Everything that the rail shows, for this member and this page."""

    company: str
    items: tuple[RailItem, ...] = ()
    sections: tuple[RailSection, ...] = ()
    company_menu: tuple[MenuItem, ...] = ()
    new_menu: tuple[MenuItem, ...] = ()
    me: Person | None = None
    me_menu: tuple[MenuItem, ...] = ()
    online: tuple[Person, ...] = ()
    # A pop-up that searches everything, and the keys that open it.
    search_url: str = ""
    search_keys: str = "Ctrl+k,/"
    refresh_url: str = ""
    topics: tuple[str, ...] = field(default=("inbox",))

    @property
    def phone_items(self) -> tuple[RailItem, ...]:
        """The four places that a phone's bottom bar has room for."""
        return tuple(islice((item for item in self.items if item.phone), 4))

    @property
    def more_items(self) -> tuple[MenuItem, ...]:
        """What did not fit in the bottom bar, then what the menus of the rail hold."""
        shown = set(self.phone_items)
        rest = [item for item in self.items if item not in shown]
        rest += [item for section in self.sections for item in section.items]
        search = MenuItem(_("Search"), icon="search", url=self.search_url, dialog=True)
        places = [search] if self.search_url else []
        places += [MenuItem(item.label, icon=item.icon, url=item.url, current=item.current) for item in rest]
        # One's companies stand in both.
        menus = [item for item in dict.fromkeys((*self.company_menu, *self.me_menu)) if item.kind == "item"]
        return tuple([*places, MenuItem(kind="rule"), *menus] if places and menus else [*places, *menus])

    @property
    def trigger(self) -> str:
        """The live events after which the rail fetches itself again (hx-trigger)."""
        return ", ".join(f"{topic} from:#live delay:300ms" for topic in self.topics)
