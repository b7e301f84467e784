"""A local Telegram: a Bot API server, a control API to act as its users, faults on demand, and a chat page.

It keeps everything in memory, listens on loopback only, and imports nothing of the bot.
"""
