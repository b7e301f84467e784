"""Telegram in, Telegram out: updates are read, one action is called, one view is shown."""
