"""Benchmarks: what the desk costs, as ratios against yardsticks measured in the same run."""
