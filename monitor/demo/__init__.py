"""A small news world on loopback, written by us, run through the real pipeline: the product in five minutes."""

from __future__ import annotations

from monitor.demo.show import show

__all__ = ["show"]
