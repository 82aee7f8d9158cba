"""Pages of the mail channel: the wizard, the accounts, and the frame in which a mail is read."""
