"""The rules of groups: numbers in, numbers out; the same code for one party and for the whole base."""
