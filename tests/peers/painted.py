"""A picture of one colour, for tests that look at pages."""

from spindle.archive.files.png import png


def painted(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of that size."""
    return png(width, height, width * 3, memoryview(bytes(colour) * (width * height)))
