"""What the desk's turns are held against. Served by `python -m bench.yardsticks`."""
