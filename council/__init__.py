"""What a council is: plain values and functions, standard library only, no clock reads, no Telegram, no SQL."""
