"""What every call of the interface goes through: the gate, limits, problems, strict reading, cursors, repeats."""
