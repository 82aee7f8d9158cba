"""Twenty members at work for three minutes on PostgreSQL, with two processes of each kind, one of which is killed now and then.

Nothing that was answered may be lost: every change that a member saw saved stands there at the end, and every mail.
"""

from benchmarks.members.run import NAME, ROUNDS, SIZE, run

__all__ = ["NAME", "ROUNDS", "SIZE", "run"]
