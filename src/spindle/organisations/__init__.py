"""Companies: their databases, keys and files."""
