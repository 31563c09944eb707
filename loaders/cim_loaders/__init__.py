"""Source formats, each translated into records; one module a format, registered by entry point."""
