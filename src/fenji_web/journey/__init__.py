"""The customer journey: looked at with its numbers, edited, kept with versions."""
