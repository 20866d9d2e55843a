"""The audio coach: a script compiler whose timeline plays live or renders to tracks."""

__all__ = ["__version__"]

__version__ = "0.1.0"
