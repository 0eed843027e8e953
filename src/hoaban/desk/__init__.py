"""What reports and screens of the desk share, whatever they are about."""
