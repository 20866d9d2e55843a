"""Coaching scripts: text to a `Script`, or located diagnostics."""
