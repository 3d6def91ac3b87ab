"""A figure with the table behind it and a manifest; running the notebooks; looking again."""

from .saving import describe_run, read_manifest, save_figure

__all__ = ["describe_run", "read_manifest", "save_figure"]
