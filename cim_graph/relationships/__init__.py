"""Facts and the relationships that are projected from them."""
