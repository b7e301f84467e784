"""Follow-up: what becomes of adopted recommendations, asked of those who know each period."""
