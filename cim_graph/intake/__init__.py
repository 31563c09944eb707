"""The way in as a whole: records become parties, relationships, accounts; nothing else composes them."""
