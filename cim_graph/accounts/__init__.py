"""Accounts and exposures of parties."""
