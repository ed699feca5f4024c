"""Tests of what a span of time brought."""
