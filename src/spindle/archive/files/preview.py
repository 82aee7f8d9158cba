"""Pages of a PDF as pictures, made in the child process."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.files.confined import Limits, Stopped, run
from spindle.archive.files.kinds import is_pdf
from spindle.archive.files.refusals import Refusal
from spindle.archive.models import Attachment
from spindle.channels import registry
from spindle.channels.contract import FileGone

LARGEST = 50_000_000
MOST_PAGES = 20
WIDTH = 1100
_LIMITS = Limits(seconds=10, memory=700_000_000, output=20_000_000)


class NoPreview(Exception):
    """Its pages cannot be shown; the text is a sentence for whoever wanted to see them."""


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages there are, and the width and height in points of those that are shown."""

    count: int
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page in the pop-up; its size keeps its place until its picture is there."""

    number: int
    url: str
    width: int
    height: int


def page_count(file: Attachment) -> Pages:
    """The pages of a PDF. Raises NoPreview."""
    count, *sizes = _asked(file, "pages", str(MOST_PAGES)).decode("ascii").split()
    return Pages(int(count), tuple(_size(size) for size in sizes))


def shown_pages(file: Attachment, pages: Pages) -> tuple[ShownPage, ...]:
    """The first pages, each with the address of its picture."""
    return tuple(
        ShownPage(number, reverse("archive:page", args=[file.entry_id, file.index, number]), *size)
        for number, size in enumerate(pages.sizes, 1)
    )


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def page_picture(file: Attachment, number: int) -> bytes:
    """A page, from 1, as a PNG. Raises NoPreview."""
    if not 1 <= number <= MOST_PAGES:
        raise NoPreview
    return _asked(file, "picture", str(number - 1), str(WIDTH))


def _asked(file: Attachment, task: str, *arguments: str) -> bytes:
    if not is_pdf(file):
        raise NoPreview(_("This kind of file cannot be shown here."))
    if file.size > LARGEST:
        raise NoPreview(_("This file is too large to be shown here."))
    try:
        return run(
            task, registry.get(file.entry.channel).file(file.entry, file.index), *arguments, limits=_LIMITS
        )
    except FileGone as error:
        raise NoPreview(_("This file is missing or damaged.")) from error
    except Stopped as error:
        raise NoPreview(_said(error.refusal)) from error


def _said(refusal: Refusal) -> str:
    if refusal is Refusal.LOCKED:
        return _("This file has a password. Download it to open it.")
    if refusal in (Refusal.SLOW, Refusal.LARGE):
        return _("This file is too large or too involved to be shown here.")
    if refusal is Refusal.BUSY:
        return _("Many files are being opened at this moment. Try again.")
    return _("This file is damaged and cannot be shown here.")
