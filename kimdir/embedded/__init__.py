"""Postgres and Redis from their wheels, run by whoever needs them and stopped by the last."""
