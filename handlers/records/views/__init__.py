"""Records: views."""
