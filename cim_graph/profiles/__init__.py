"""The whole customer in one quick question: what a level of a query asks of many parties comes in one statement."""
