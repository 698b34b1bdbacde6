"""Webhooks of Connect add-ons: which ones fire, what they carry, and how they are delivered."""
