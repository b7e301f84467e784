"""Writers of subscriptions and of lists."""
