"""Who fails together: connected clients, corporate groups, households, the institution's own related parties."""
