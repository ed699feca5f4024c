"""What a company writes for its strategy picture, edited beside a live preview."""
