"""Search over all entries: words, phrases, beginnings and operators (measured/search.md, "Decided")."""

from spindle.archive.search.files import index_files
from spindle.archive.search.run import Found, Hit, search

__all__ = ["Found", "Hit", "index_files", "search"]
