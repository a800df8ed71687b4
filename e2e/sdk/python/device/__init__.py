"""Devices and modules, from their own side."""
