"""The one guarded way out: which machines may be asked over a network, and asking them without being led elsewhere."""
