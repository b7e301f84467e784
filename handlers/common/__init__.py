"""What the fields share: how things look and are said, and what is asked of Telegram."""
