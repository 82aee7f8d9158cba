"""Dutch and English text in which few words are frequent and most are rare, as in any language (Zipf)."""

from random import Random

_FREQUENT = {
    "nl": """
        de en van het een in is dat op te zijn met voor niet die aan er om ook als dan bij maar we naar kunnen u onze
        over deze worden hebben graag bijlage offerte bestelling factuur levering afspraak morgen groeten geachte beste
        mevrouw meneer hierbij alvast bedankt vriendelijke vraag antwoord één coördinatie reünie
        """,
    "en": """
        the and of to a in is that for it on with as are be this was by have from or at not we your you our will can
        has please attached quotation order invoice delivery appointment tomorrow regards dear thanks question answer
        meeting project contract price regarding kind façade naïve résumé
        """,
}
_SYLLABLES = {
    "nl": "ver ge be ont aan op uit voor zand berg huis werk waar lijk heid ing schap boek stoel grond maan dak ëel",
    "en": "con per pre sub inter trans form port ment tion able ness ship ward light stone field wood house side",
}
_VOCABULARY = 12_000
_STREAM = 400_000
_SENTENCE = 14


class Language:
    """One language's stream of words; a text is a stretch of it."""

    def __init__(self, code: str, random: Random) -> None:
        words = _FREQUENT[code].split()
        syllables = _SYLLABLES[code].split()
        while len(words) < _VOCABULARY:
            words.append("".join(random.choice(syllables) for _ in range(random.choice((1, 2, 2, 3, 4)))))
        weights = [1 / (rank + 2) for rank in range(len(words))]
        self._stream = random.choices(words, weights, k=_STREAM)
        self._random = random

    def words(self, count: int) -> list[str]:
        """That many words in a row."""
        start = self._random.randrange(_STREAM - count)
        return self._stream[start : start + count]

    def line(self, count: int) -> str:
        """A line without a full stop, as a subject."""
        return " ".join(self.words(count)).capitalize()

    def paragraphs(self, count: int) -> list[str]:
        """A text of that many words in paragraphs of sentences."""
        words = self.words(count)
        sentences = [
            f"{' '.join(words[start : start + _SENTENCE]).capitalize()}."
            for start in range(0, count, _SENTENCE)
        ]
        return [" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]
