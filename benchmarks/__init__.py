"""What `make bench` and `make eval` run: figures of speed as ratios in one run, and of quality."""
