"""Changes made to a release on purpose, each with whom it breaks: what the judge is measured by.

    edits       what can be done to a contract, as data
    spelling    conditions written out, and written otherwise
    schemata, rulings, rows   the operators: each names its places, its edits and, by how it is made, whom it breaks
    corpus      a release's mutations, written and read as data; beside them those made by hand

Labels never come from the judge.
"""
