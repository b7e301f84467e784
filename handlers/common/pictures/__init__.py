"""Pictures drawn from plain values: charts, calendars, results."""
