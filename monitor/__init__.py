"""Tell people of every new AI model once: fetch → discover → extract → detect → resolve → notify."""

__version__ = "0.1.0"
