"""Data of the bundled teaching corpus: fiction, made to test the software (see README.md)."""
