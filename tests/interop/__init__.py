"""Receivers that others wrote, or that follow the documentation alone, judge what the real binary sends."""
