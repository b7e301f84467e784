"""What somebody sees of what is kept about them."""
