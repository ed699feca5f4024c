"""Points or rules become a tier: the ladder, its rungs, limits, and the reason of every grade."""
