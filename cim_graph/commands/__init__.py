"""The one way to write: a command, its handler, its transaction, its audit entry, its event."""
