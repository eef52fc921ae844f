"""What tests and demonstrations need: a real broker with pytest fixtures, empty topics, fictional cases, raw values."""
