"""The beneficial owners of the whole base: read, computed at once, and what changed is written back."""
