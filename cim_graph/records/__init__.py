"""The record format: parse, check, reject, land, history."""
