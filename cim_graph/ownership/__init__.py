"""Who owns and who controls whom, and who the beneficial owners are under a regime."""
