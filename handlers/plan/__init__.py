"""The work plan: what each group means to do in a year, by when, and who sees to it."""
