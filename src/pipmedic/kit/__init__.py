"""What an air-gapped machine needs, carried to it in one folder."""
