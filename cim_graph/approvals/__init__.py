"""Proposals: commands that become true together once enough other people approve them, and what would follow."""
