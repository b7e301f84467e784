"""The only writers of rounds, of positions in them and of objections to their texts."""
