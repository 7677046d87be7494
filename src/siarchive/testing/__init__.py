"""Testing: what users of siarchive need for tests of their own.

``make_catalogue`` makes a catalogue of invented records with known faults, for any scheme. The
Hypothesis strategies stand in ``siarchive.testing.strategies``, which is not imported here, because
it needs the extra ``testing``.
"""

from __future__ import annotations

from siarchive.testing.catalogues import (
    HEADER,
    CatalogueRow,
    FaultKind,
    PlantedFault,
    SyntheticCatalogue,
    make_catalogue,
    write_csv,
    write_faults,
)

__all__ = [
    "HEADER",
    "CatalogueRow",
    "FaultKind",
    "PlantedFault",
    "SyntheticCatalogue",
    "make_catalogue",
    "write_csv",
    "write_faults",
]


def __dir__() -> list[str]:
    return __all__
