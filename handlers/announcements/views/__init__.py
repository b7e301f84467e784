"""What announcements look like: drafts, reviews, copies, reports."""
