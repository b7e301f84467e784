"""The calendar: months as pictures, meetings as files, and each one's own feed."""
