"""The rules of ownership: numbers in, numbers out; the same code for one subject and for the whole base."""
