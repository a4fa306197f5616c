"""`monitor check --live` on a world in which every kind of source, every preset and every failure occurs.

    python bench/checking.py

prints what a person would read, then how many of the outlets were told rightly; 1 where one was not. It takes 30 s, the
deadline of the server that hangs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # The world is that of a test.

from end_to_end.outlets import all_outlets, world

from monitor.wiring import utc_now


async def checked(file: Path) -> int:
    """Check the world by the command that people use; give how many outlets were told wrongly."""
    outlets = all_outlets(utc_now().replace(microsecond=0))
    async with world(outlets) as settings:
        await asyncio.to_thread(file.write_text, settings, encoding="utf-8")
        command = (sys.executable, "-m", "monitor", "--config", str(file), "check", "--live")
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        well, ill = (part.decode() for part in await process.communicate())
    print(f"{well}\n{ill}")
    wrong = [one for one in outlets if not _is_told(one.fields["id"], one.says, well if one.is_well else ill)]
    for one in wrong:
        print(f"not told as it should be: {one.fields['id']}: {one.says}")
    print(f"{len(outlets) - len(wrong)} of {len(outlets)} outlets are told rightly, each in one line")
    return len(wrong)


def _is_told(name: object, says: str, text: str) -> bool:
    lines = [line for line in text.splitlines() if line.startswith(f"source {name}: ")]
    return len(lines) == 1 and says in lines[0]


def main() -> int:
    """Check and print."""
    with tempfile.TemporaryDirectory() as folder:
        return int(asyncio.run(checked(Path(folder, "sources.yaml"))) > 0)


if __name__ == "__main__":
    sys.exit(main())
