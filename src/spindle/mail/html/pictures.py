"""Which picture a mail means, and under which of our addresses it is shown, if at all."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

MOST_REMOTE = 300
LONGEST_ADDRESS = 2000

# Our address for a picture from elsewhere; "" for one that is held back.
Remote = Callable[[str], str]
# As the parser gives them: a name without a value has None.
Attributes = Mapping[str, str | None]

REMOTE = re.compile(r"\s*(?:https?:|ftp:|//|\\\\|/\\)", re.IGNORECASE)
# Pictures that stand in the HTML itself and that a browser draws without running anything.
_DATA_PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[\t\n\r]")
_WEB = re.compile(r"(?:https?:)?//[^/?#\s]", re.IGNORECASE)
# A comma without a space behind it belongs to an address.
_BETWEEN = re.compile(r",\s")
_SMALL = re.compile(r"\s*([0-2])(?:\.\d*)?\s*(?:px)?\s*\Z", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SIZE = re.compile(r"(?<![\w-])(width|height)\s*:\s*([^;!]*)", re.IGNORECASE)


class Pictures:
    """Gives addresses, and remembers which: nothing else may stand in the cleaned HTML."""

    def __init__(self, own: Mapping[str, str], remote: Remote | None) -> None:
        self._own = {name.strip("<>").lower(): url for name, url in own.items()}
        self._remote = remote
        self._given: dict[str, str] = {}
        self._all = set(own.values())

    @property
    def remote_too(self) -> bool:
        """Whether pictures from elsewhere are shown."""
        return self._remote is not None

    @property
    def addresses(self) -> frozenset[str]:
        """All of ours that may be in the HTML."""
        return frozenset(self._all)

    def address(self, meant: str) -> str:
        """Our address of the picture that `meant` means; "" when it is not to be shown."""
        meant = meant.strip()
        if meant[:4].lower() == "cid:":
            return self._own.get(unquote(meant[4:]).strip("<> ").lower(), "")
        if meant[:5].lower() == "data:":
            return meant if is_data_picture(meant) else ""
        if meant in self._all:
            return meant
        return self._own.get(meant.lower(), "") or self._from_elsewhere(meant)

    def _from_elsewhere(self, meant: str) -> str:
        url = web_address(meant)
        if self._remote is None or not url:
            return ""
        if url not in self._given and len(self._given) < MOST_REMOTE:
            self._given[url] = self._remote(url)
        ours = self._given.get(url, "")
        if ours:
            self._all.add(ours)
        return ours


def web_address(meant: str) -> str:
    """The http or https address that a browser would go to; "" for anything else."""
    url = _IN_ADDRESS.sub("", meant.strip())
    if len(url) > LONGEST_ADDRESS or not _WEB.match(url):
        return ""
    return f"https:{url}" if url.startswith("//") else url


def is_data_picture(text: str) -> bool:
    """Whether a picture stands in the text itself."""
    return _DATA_PICTURE.match(text) is not None


def best_of(attributes: Attributes) -> str:
    """What an `img` would show: its src, else the largest that its srcset offers."""
    src = (attributes.get("src") or "").strip()
    return src or _largest(attributes.get("srcset") or "") or (attributes.get("lowsrc") or "")


def _largest(srcset: str) -> str:
    """One of `a.png 1x, b.png 2x` (HTML §2.6.4); the first of those that are as large."""
    candidates = [words for part in _BETWEEN.split(srcset[:10_000]) if (words := part.strip(" ,").split())]
    return max(candidates, key=_density)[0] if candidates else ""


def _density(candidate: list[str]) -> float:
    try:
        return float(candidate[1][:9].rstrip("wxWX"))
    except (IndexError, ValueError):
        return 1.0


def is_tracker(attributes: Attributes) -> bool:
    """Whether nobody can see this picture: at most two points wide and high, or hidden."""
    style = attributes.get("style") or ""
    if _HIDDEN.search(style):
        return True
    sizes = {name: attributes.get(name) or "" for name in ("width", "height")}
    sizes |= {found[1].lower(): found[2] for found in _SIZE.finditer(style)}
    return all(_SMALL.match(size) for size in sizes.values())
