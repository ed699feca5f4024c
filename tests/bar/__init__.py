"""The bar: what a team can trust, number by number, each with its proof and the defect that must turn it red."""
