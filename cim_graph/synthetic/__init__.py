"""A synthetic bank: parties, relationships and products as records, and the truth behind them."""
