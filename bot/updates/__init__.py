"""Updates: fetched, processed, answered."""
