"""Typologies: what money does that honest money seldom does, each with the numbers that fired it."""
