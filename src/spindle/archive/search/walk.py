"""Looks through the newest entries itself: two or three letters begin too many words for the index

(measured/search.md, rule 7: 505 ms at the 95th percentile there, 11 ms so). Reads heads and the first part of texts;
names in Cc and of attachments are left to the index.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.db.models.functions import Substr

from spindle.archive.models import Entry
from spindle.archive.search.asked import Where, Word

SHORT_BEGINNING = 3
_NEWEST = 800
# After so many one sees whether the rest can bring enough; if it is unlikely, the index has few to go through.
_PROBE = 200
_TEXT = 20_000
_AT_ONCE = 100
# What stands over or under a letter once it is taken apart; a short range, for a long one is slow.
_MARKS = re.compile("[\u0300-\u036f]+")


def can_walk(words: Sequence[Word]) -> bool:
    """Whether there is a short beginning among the words, and nothing that only the index can tell."""
    plain = all(word.where == Where.ANYWHERE and not word.phrase and _is_one_word(word) for word in words)
    return plain and any(word.beginning and len(word.text) <= SHORT_BEGINNING for word in words)


def walk(words: Sequence[Word], entries: QuerySet[Entry], *, limit: int) -> list[int]:
    """Those of the newest 800 of `entries` that have the words, at most `limit`, newest first.

    Fewer than `limit` are not all there are: it gives up early.
    """
    wanted = [(_folded(word.text), word.beginning) for word in words if not word.negated]
    unwanted = [(_folded(word.text), word.beginning) for word in words if word.negated]
    heads = entries.order_by("-pk").annotate(text=Substr(F("body__text"), 1, _TEXT))[:_NEWEST]
    found: list[int] = []
    rows = heads.values_list("pk", "subject", "sender_name", "sender_address", "to_line", "text")
    for seen, (pk, *texts) in enumerate(rows.iterator(chunk_size=_AT_ONCE)):
        if seen == _PROBE and len(found) < limit * _PROBE // (2 * _NEWEST):
            break
        text = _folded("\n".join(part or "" for part in texts))
        if all(_has(text, *one) for one in wanted) and not any(_has(text, *one) for one in unwanted):
            found.append(pk)
            if len(found) == limit:
                break
    return found


def _is_one_word(word: Word) -> bool:
    return all(letter.isalnum() for letter in word.text)


def _has(text: str, word: str, beginning: bool) -> bool:
    """Whether the word stands there, or begins one. Looking for the letters first is ten times as fast as a pattern."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        begins = at == 0 or not text[at - 1].isalnum()
        if begins and (beginning or end == len(text) or not text[end].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False


def _folded(text: str) -> str:
    """Lower case without accents, as the index folds."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
