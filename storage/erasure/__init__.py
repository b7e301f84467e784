"""Erasure: what is stored about a person, what /mydata shows of it, and what /forget does with it."""
