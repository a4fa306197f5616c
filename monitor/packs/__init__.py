"""Starter packs and presets: the name of a packaged YAML file turned into its text; nothing is parsed here.

- `zh.yaml`, `en.yaml`, `labs.yaml`: sources for `starter: zh` and its siblings; each is a settings file that loads by
  itself, so `defaults` in it hold for its own sources alone;
- `presets.yaml`: what `preset: hf_org` stands for; its head says how an entry is expanded.
"""

from __future__ import annotations

from importlib import resources

_PRESETS = "presets.yaml"
_ENDING = ".yaml"


def pack_names() -> tuple[str, ...]:
    """Give the names that may stand behind `starter:`, in alphabetical order."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING) and name != _PRESETS))


def read_pack(name: str) -> str:
    """Give the text of a starter pack.

    Args:
        name: One of `pack_names()`.

    Raises:
        ValueError: There is no such pack; the message lists those that there are.
    """
    known = pack_names()
    if name not in known:  # Held against the list, so that no name leads out of the package.
        raise ValueError(f'"{name}" is no starter pack: write one of {", ".join(known)}')
    return _text(f"{name}{_ENDING}")


def read_presets() -> str:
    """Give the text of the presets."""
    return _text(_PRESETS)


def _text(file: str) -> str:
    return resources.files(__name__).joinpath(file).read_text(encoding="utf-8")
