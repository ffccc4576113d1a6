"""Benchmarks: ratios between the product and the plainest code with the same answer. No absolute times."""
