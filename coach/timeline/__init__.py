"""What sounds when: the plan, scheduled."""
