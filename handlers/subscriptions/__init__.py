"""Subscriptions to the news: who follows what, how often, and lists of posts."""
