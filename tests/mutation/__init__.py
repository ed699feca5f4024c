"""Mutation testing: every small change of the grading code is to be noticed by a test."""
