"""The published directory and the server that answers from it; knows no Django."""
