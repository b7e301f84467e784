"""The composition root: builds and wires every part. No other package imports it."""
