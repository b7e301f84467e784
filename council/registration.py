"""Joining by an invitation or a request: what is allowed, and how long it waits. How long an invitation is valid is a setting:
`Council.invitation_days`."""

from datetime import timedelta

MOST_USES, MOST_DAYS = 500, 365
"""For how many people, and for how many days, one invitation can be."""

WAITS_FOR = timedelta(days=2)
"""The secretariat is reminded of a request that has waited so long."""

REASON_LIMIT = 1000
"""UTF-16 code units of a reason, a question or an answer about a request."""
