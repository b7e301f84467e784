"""Posts of the channels: recorded, passed on to those who follow them, changed and taken back with their copies."""
