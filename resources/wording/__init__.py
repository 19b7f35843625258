"""Every sentence of the product: one file per language, the same ids and the same holes in each."""
