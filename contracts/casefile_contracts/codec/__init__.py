"""Messages to bytes and back, generated from the schema.

    decode, encode = compile_decoder(schema), compile_encoder(schema)
    raw = decode(value, start=wire.HEADER_SIZE)
    assert encode(raw, prefix=wire.header(schema_id)) == value

Three forms: bytes on the wire (`wire`), the raw form that rules run on (every field present, nothing converted), and
the JSON form that people and systems write (`jsonform`).
"""

from casefile_contracts.codec.decoder import Decoder, compile_decoder
from casefile_contracts.codec.encoder import Encoder, compile_encoder

__all__ = ["Decoder", "Encoder", "compile_decoder", "compile_encoder"]
