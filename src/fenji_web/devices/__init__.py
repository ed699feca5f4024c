"""Where somebody is signed in: each browser with address and last sight; ended by oneself or by an administrator."""
