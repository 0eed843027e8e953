"""Original demo content: the invented province of Hoa Ban, its everyday news and its people."""
