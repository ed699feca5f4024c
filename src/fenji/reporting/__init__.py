"""What a span of time brought: sales, campaigns, repurchase, products, what customers said; tables → tables."""
