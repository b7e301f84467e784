"""The way in and around: start, home, help, and what waits for the secretariat."""
