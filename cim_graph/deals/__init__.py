"""Before the deal: may it be done with these parties, and if not, why."""
