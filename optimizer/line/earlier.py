"""`Earlier`: a run read back from its folder, and the request that would make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.line.request import Request
from optimizer.line.run import again
from optimizer.settings import of_record
from optimizer.settings.load import merge, read_yaml
from optimizer.store import Bundle, read


@dataclass(frozen=True)
class Earlier:
    """A run as its folder holds it, the outcome rebuilt from it, and the request for the same run."""

    bundle: Bundle
    request: Request
    outcome: Outcome


def earlier(
    folder: Path,
    configs: Path,
    data: Path | None = None,
    *,
    overlay: Mapping[str, Mapping[str, Any]] | None = None,
    tariff: str | None = None,
) -> Earlier:
    """Read a run back.

    Parameters
    ----------
    folder
        Of the run.
    configs
        Folder with `default.yaml` and `tariffs/`.
    data
        Tables, where they are elsewhere now than the run's settings say.
    overlay
        Settings laid over those recorded, by section. A section that was not there yet when the run was
        made is taken from `default.yaml` first.
    tariff
        In place of the one recorded: the same rates, verified since, perhaps.

    Raises
    ------
    InputError
        If the folder is no run bundle, its inputs have changed, or a setting is wrong.
    RefereeError
        If the schedule in the bundle breaks a hard rule.
    """
    bundle = read(folder)
    settings = of_record(_laid(bundle.settings, overlay or {}, configs), configs)
    if tariff is not None:
        settings = settings.model_copy(update={"tariff": tariff})
    document = bundle.document
    request = Request(
        settings=settings,
        configs=configs,
        source=data or settings.region.data,
        start=document.start,
        today=document.today,
        created=document.created,
        name=document.name,
        cache=folder.resolve().parent / ".cache",
    )
    return Earlier(bundle, request, again(request, bundle))


def _laid(
    recorded: Mapping[str, Any], overlay: Mapping[str, Mapping[str, Any]], configs: Path
) -> Mapping[str, Any]:
    default = read_yaml(configs / "default.yaml") if overlay.keys() - recorded.keys() else {}
    below = {name: default[name] for name in overlay if name not in recorded}
    return merge({**recorded, **below}, overlay)
