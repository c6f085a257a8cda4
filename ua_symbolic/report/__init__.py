"""Audits as text, JSON and pictures; nothing here computes a status."""
