"""The members' pages: the team, invitations, and one's own profile."""
