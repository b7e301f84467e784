"""The only writers of seats that the settings or an invitation give, of invitations, and of requests to join."""
