"""The second step of signing in: a code from an app, or a recovery code; who needs it, and since when."""
