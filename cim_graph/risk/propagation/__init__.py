"""Risk that travels: from origins along weighted relationships, by the strongest path, on columns."""
