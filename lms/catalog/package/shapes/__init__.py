"""The shape of every file of a package: frozen, and closed to unknown fields."""
