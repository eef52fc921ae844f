"""From the draft that people edit to the release that programs load.

    source    read the draft: one Avro type per file, rules and tables as YAML
    lint      say everything that is wrong with it, before anybody depends on it
    compiler  the draft as the bytes of a release
    lock      ids and fingerprints; what is released stays as it is
    models    pydantic classes from a release

Only the `casefile contracts` commands and the tests need this package; a running exchange loads releases.
"""
