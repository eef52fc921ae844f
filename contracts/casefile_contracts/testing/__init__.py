"""What tests on real Kafka need: a broker of their own, and pytest fixtures around it."""
