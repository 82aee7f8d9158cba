"""What the inbox and a relation's card both show of an entry, and how its links are corrected."""
