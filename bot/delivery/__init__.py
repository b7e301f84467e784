"""Delivery: rows of the outbox are claimed, drawn, sent within Telegram's rate limits and settled."""
