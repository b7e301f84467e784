"""Documents to print and to file: what stands in one as plain values, and the same as PDF and as DOCX."""
