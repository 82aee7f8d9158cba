"""A company's mail that nobody wrote: the same for the same seed (its proportions: `corpus.mails`)."""

from benchmarks.corpus.addresses import Person, relations
from benchmarks.corpus.mails import Corpus

__all__ = ["Corpus", "Person", "relations"]
