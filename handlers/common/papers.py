"""Kinds of deliveries that one field queues and another one draws."""

RESULT_PICTURE = "records.picture"
"""The picture of a round's result, under the notice that it has closed: queued with it."""
