"""Who is this, and how are parties connected: search, connections, neighbourhoods."""
