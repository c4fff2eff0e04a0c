"""Work for the tests of sweeps: small functions that other processes can import."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.errors import Defect, InputError, Message


def double(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Twice the number, noting each call as a file in `calls`; `on` says what goes wrong."""
    calls = Path(payload["calls"])
    calls.mkdir(exist_ok=True)
    number = payload["number"]
    attempts = len(list(calls.glob(f"{number}-*")))
    (calls / f"{number}-{attempts}").touch()
    match payload.get("on"):
        case "bad_input":
            wrong = Message("cli.wrong_date")
            raise InputError(
                Defect(file, wrong, 7, "tanggal", "besok") for file in ("desa.csv", "sekolah.csv")
            )
        case "bug":
            raise ZeroDivisionError("oops")
        case "not_json":
            return {"double": {1, 2}}
        case "dies_once" if attempts == 0:
            os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        case "dies":
            os._exit(3)
        case "slow":
            time.sleep(60)
        case "ctrl_c":
            raise KeyboardInterrupt
    return {"double": 2 * number, "pid": os.getpid()}
