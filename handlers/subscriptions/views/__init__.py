"""What those see who follow the news."""
