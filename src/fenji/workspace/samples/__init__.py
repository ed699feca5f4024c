"""What the simulated seller wrote for its pictures: an example to start from."""
