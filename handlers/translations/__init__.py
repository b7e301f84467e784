"""Translations: what readers say about the texts of this bot, and how the secretariat corrects them."""
