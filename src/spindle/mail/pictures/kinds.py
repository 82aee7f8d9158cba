"""What is a picture, by its first bytes and never by its name: kinds that a browser draws without running anything."""

_BY_START = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_AVIF = frozenset({b"avif", b"avis"})
# So many bytes tell.
ENOUGH = 16


def picture_type(first: bytes) -> str:
    """The content type of a picture that may be shown in place; "" for anything else (SVG can run scripts)."""
    for start, content_type in _BY_START:
        if first.startswith(start):
            return content_type
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if first[4:8] == b"ftyp" and first[8:12] in _AVIF else ""
