"""Minutes of meetings: drafted, reviewed, approved; and the agenda book that is read before a meeting."""
