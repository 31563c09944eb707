"""A synthetic bank: parties, relationships and products as records, and the truth behind them."""

from cim_graph.synthetic.bank import generate, truth
from cim_graph.synthetic.output import Summary, write_bank
from cim_graph.synthetic.stories import Story, stories
from cim_graph.synthetic.tour import Question, tour

__all__ = ["Question", "Story", "Summary", "generate", "stories", "tour", "truth", "write_bank"]
