"""Records: what a closed round leaves, as documents, as a picture, and as the register of all of them."""
