"""Communiqués: what the council did, written for its channels and posted there."""
