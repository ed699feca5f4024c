"""A metric becomes points: how each criterion is scored, what is learned once and frozen, and the weighted total."""
