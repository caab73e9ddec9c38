"""What the trainer's pages show; every row comes through the viewer's cohorts."""
