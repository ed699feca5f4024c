"""Journeys: what customers go through, from the first contact to loyalty, found in what was recorded."""
