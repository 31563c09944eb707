"""Messages of ISO 20022 that move money, or tell that it moved, each under its own name."""
