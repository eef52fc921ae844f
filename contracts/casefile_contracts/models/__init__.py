"""Typed messages for adapters, one module a release, generated from its schemas.

    from casefile_contracts.models import v0_1

    accepted = v0_1.TriageAccepted.model_validate(obj)      # the JSON form
    accepted.json_form()                                    # and back

They hold a message's types and lengths while it is being put together. Whether it may be sent is for
`Contract.check` to say, which knows the rules and the code lists too.
"""
