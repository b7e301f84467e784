"""The program itself: examined for the secretariat, its errors told to the operations chat, what a restore has held."""
