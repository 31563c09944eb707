"""A synthetic bank: parties, relationships and products as records, and the truth behind them."""

from cim_graph.synthetic.bank import generate, truth
from cim_graph.synthetic.output import Summary, write_bank
from cim_graph.synthetic.stories import Story, stories

__all__ = ["Story", "Summary", "generate", "stories", "truth", "write_bank"]
