"""The address of the page that a browser says it shows (htmx's HX-Current-URL): whatever a client may send."""

from urllib.parse import SplitResult, urlsplit

_NOWHERE = SplitResult("", "", "", "", "")


def parts_of(url: str | None) -> SplitResult:
    """The address in its parts; of none, or of what is no address, all of them empty."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return _NOWHERE
