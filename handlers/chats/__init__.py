"""Groups' chats in Telegram: linked to the council's groups, and who may be in them."""
