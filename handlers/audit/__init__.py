"""The log of what was done: looked through by the secretariat, taken along as a file, its head sent every week."""
