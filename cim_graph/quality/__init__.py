"""How complete and how certain what is known of parties is, and what is wrong with it."""
