"""Updates in: fetched, processed, answered."""
