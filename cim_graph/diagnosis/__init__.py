"""What is wrong with this machine or configuration, and how to mend it."""
