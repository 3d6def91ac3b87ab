"""The lab session: checks that stand under each task of a workbook."""

from .checks import TASKS, Verdict, check

__all__ = ["TASKS", "Verdict", "check"]
