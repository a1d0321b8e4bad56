"""Loopback servers that speak as Gemini, OpenAI and Ollama do, strictly, and fail on order."""
