"""The coordinator's pages: who stands where, in figures that lead to their rows, and exports."""
