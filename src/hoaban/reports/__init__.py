"""What editors, the leadership and other programs are told of reads and visits."""
