"""What leaves the registry as a whole, read page by page."""
