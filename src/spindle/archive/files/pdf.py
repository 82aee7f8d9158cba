"""PDF by PDFium, in the child: how many pages, a page as a picture, and the text. No script in it runs, no link is followed."""

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from spindle.archive.files.png import png
from spindle.archive.files.refusals import Refusal, Refused

MOST_TEXT_PAGES = 500
_TALLEST = 4.0
_MOST_PIXELS = 6_000_000


def pages(data: bytes, most: str) -> bytes:
    """`count WxH WxH…`: the number of pages, and the sizes of the first in points."""
    document = _opened(data)
    sizes = []
    for number in range(min(len(document), int(most))):
        width, height = document.get_page_size(number)
        sizes.append(f"{max(1, round(width))}x{max(1, round(height))}")
    return " ".join([str(len(document)), *sizes]).encode("ascii")


def picture(data: bytes, number: str, width: str) -> bytes:
    """A page, from 0, as a PNG of that width in points of the screen."""
    document = _opened(data)
    if int(number) >= len(document):
        raise Refused(Refusal.DAMAGED)
    page = document[int(number)]
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        raise Refused(Refusal.DAMAGED)
    scale = min(int(width) / wide, int(width) * _TALLEST / high, (_MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    if bitmap.n_channels == 3:
        return png(bitmap.width, bitmap.height, bitmap.stride, memoryview(bitmap.buffer))
    return png(bitmap.width, bitmap.height, bitmap.width * 3, _rgb(bitmap))


def _rgb(bitmap: pdfium.PdfBitmap) -> memoryview:
    """Red, green and blue out of a picture with another number of channels."""
    whole, channels = bytes(bitmap.buffer), bitmap.n_channels
    out = bytearray(bitmap.width * bitmap.height * 3)
    for row in range(bitmap.height):
        line = whole[row * bitmap.stride : row * bitmap.stride + bitmap.width * channels]
        start = row * bitmap.width * 3
        for colour in range(3):
            out[start + colour : start + bitmap.width * 3 : 3] = line[min(colour, channels - 1) :: channels]
    return memoryview(out)


def text(data: bytes, most: int) -> str:
    """The words of all pages, at most so many characters."""
    document = _opened(data)
    found: list[str] = []
    left = most
    for number in range(min(len(document), MOST_TEXT_PAGES)):
        page = document[number]
        words = page.get_textpage()
        found.append(words.get_text_bounded()[:left])
        left -= len(found[-1])
        words.close()
        page.close()
        if left <= 0:
            break
    return "\n".join(found)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refused(Refusal.LOCKED if locked else Refusal.DAMAGED) from error
