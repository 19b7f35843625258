"""Which version of the program this is."""


def version() -> str:
    """The version of the installed program; "0" in a tree that was never installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # 8 ms that no diagnosis needs

    try:
        return version("unstuck")
    except PackageNotFoundError:
        return "0"
