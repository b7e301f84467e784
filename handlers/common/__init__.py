"""What the fields share: layout, wording, and operations on Telegram."""
