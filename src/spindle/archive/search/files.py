"""Text of attachments in the index: it stands in the entry's own row, after the body, so that one query finds all."""

from collections.abc import Mapping, Sequence

from spindle.archive.models import Entry, FileText
from spindle.archive.search.index import replace
from spindle.archive.search.texts import pack, texts_of

# Of all files of one entry together, in characters.
FILES_LIMIT = 1_000_000


def index_files(found: Mapping[int, Sequence[str]]) -> None:
    """Make what stands in attachments findable: by entry id the texts of its files, in their order.

    Takes the place of what was known of these entries' files before; entries that are gone are skipped. Within the
    transaction of who calls, some hundred entries at most.
    """
    there = set(Entry.objects.filter(pk__in=found).values_list("pk", flat=True))
    FileText.objects.filter(entry__in=there).delete()
    FileText.objects.bulk_create(
        FileText(entry_id=pk, packed=pack(_joined(texts))) for pk, texts in found.items() if pk in there
    )
    replace(texts_of(there))


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(texts)[:FILES_LIMIT].replace("\x00", " ")
