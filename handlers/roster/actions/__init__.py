"""The only writers of the roster: roles and their terms, entries, links for them, and rosters that came as files."""
