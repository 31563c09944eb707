"""Behaviour and early warning: what fires, who hears of it, what became of it."""
