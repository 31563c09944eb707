"""Personal data and how long it is kept: retention, erasure, restriction, legal holds."""
