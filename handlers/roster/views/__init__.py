"""What the roster looks like: people and their roles, links for them, files that came, and spreadsheets."""
