"""Reports: what became of the council's recommendations, as a picture, as a table, and as a year's report."""
