"""Reference data: which codes exist, and when.

    data = ReferenceData.from_release(release).with_folder(folder)     # shipped lists, and the operator's
    data.known("offence_code", "TH68001", on=day)                      # True, False; None: the list is not loaded
    data.value("cps_unit_of", "99ZZ00")                                # what a list says of a code

    store = ReferenceStore(folder)                                     # numbered, dated versions of those lists
    store.load(read_sources([("offence_code", path)]), effective=today, now=now)       # all or nothing
    store.current(today)

`tables` turns files as they are published into lists. `store` keeps versions; the gateway follows it while it runs.
"""

from __future__ import annotations

from casefile_contracts.reference.data import ReferenceData

__all__ = ["ReferenceData"]
