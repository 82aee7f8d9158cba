"""The list of relations and a relation's card (product.md 1.5, 2.2)."""
