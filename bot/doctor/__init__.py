"""What `python -m bot doctor` looks at. It reads only, and no check takes longer than its limit."""
