"""stub"""
SOURCE = "demo"


def load() -> bool:
    return False
