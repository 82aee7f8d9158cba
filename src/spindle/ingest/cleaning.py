"""What comes from outside is made fit for the database: no NUL, no lone surrogate, never too long."""


def clean(text: str, limit: int) -> str:
    """The text without characters that a database refuses, cut at `limit` characters."""
    cut = text[:limit]
    if not cut.isascii():
        cut = cut.encode("utf-8", "replace").decode("utf-8")
    return cut.replace("\x00", "\ufffd") if "\x00" in cut else cut


def clean_line(text: str, limit: int) -> str:
    """The same on one line, white space collapsed."""
    return clean(" ".join(text[: limit * 4].split()), limit) if text else ""
