"""What is kept: SQL lives here and nowhere else. Queries take and return council values, never rows."""
