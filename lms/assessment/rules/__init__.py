"""What is right, what is drawn, what an attempt amounts to: pure functions."""
