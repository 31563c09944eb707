"""The pure rules of matching: no database, no clock, no settings."""
