"""What ways in look like: the first words, invitations, requests to join."""
