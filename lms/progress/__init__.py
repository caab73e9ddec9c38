"""What each trainee has done: append-only outcomes, and the completion that follows from them."""
