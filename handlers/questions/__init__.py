"""Quick questions: straw polls that bind nobody, in a group's chat or privately."""
