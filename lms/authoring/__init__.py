"""Course packages checked, published, exported and imported."""
