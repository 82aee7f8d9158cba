"""The verbs of the mail channel."""
