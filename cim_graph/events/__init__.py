"""The outbox read out: numbers, the feed, subscribers, webhooks."""
