"""Channels whose posts are news, the topics that the secretariat names, and its desk on both."""
