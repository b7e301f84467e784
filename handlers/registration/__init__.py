"""Registration: invitations, requests, appointments, one's own data."""
