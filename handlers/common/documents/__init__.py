"""Printable documents: their content as plain values, rendered as PDF and as DOCX."""
