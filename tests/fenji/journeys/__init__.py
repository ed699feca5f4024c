"""Tests of journeys: events, paths, pains, and the file people write."""
