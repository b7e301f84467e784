"""Delivery kinds that one field queues and another draws."""

RESULT_PICTURE = "records.picture"
"""The picture of a round's result; queued with the notice that the round has closed."""
