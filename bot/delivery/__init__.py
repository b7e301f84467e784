"""The outbox out: claimed, drawn, sent at Telegram's pace, settled."""
