"""Vectors by which any implementation of the contract, in any language, can be held to it.

    files = vector_files(release, golden_messages(), folder_of_lists)      # every file by name

`vectors` makes messages and what is to be found in them, `refusals` makes bytes that are no messages, `writing` puts
both into files; `contracts/conformance` says how to use them and has readers in other languages.
"""

from __future__ import annotations

from casefile_contracts.conformance.writing import golden_messages, vector_files

__all__ = ["golden_messages", "vector_files"]
