"""Every fault family; importing a module declares its scenarios. A new module of this folder is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

FAMILIES = tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
