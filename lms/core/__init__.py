"""What every room needs and no room owns: knows nothing of training."""
