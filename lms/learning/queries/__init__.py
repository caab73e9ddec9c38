"""What each of the trainee's pages shows, read for its viewer."""
