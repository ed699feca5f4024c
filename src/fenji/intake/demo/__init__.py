"""Data to try fenji with: a real retailer's year, and a simulated electronics seller."""
