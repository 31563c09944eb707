"""Lists of sanctioned parties, each under its own name."""
