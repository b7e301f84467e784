"""News: posts of the council's channel, to everyone who subscribed."""
