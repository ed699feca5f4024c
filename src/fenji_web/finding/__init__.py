"""How a search becomes SQL: what is looked through first, and what has to be true of those who may be found."""
