package casefile.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;

/** One message type: bytes to JSON form and back, by the library org.apache.avro. */
final class MessageType {
  private static final int HEADER = 5;

  final Shape.Record shape;
  private final Schema schema;

  MessageType(Map<String, Object> parsed, String text) {
    shape = (Shape.Record) Shape.of(parsed);
    schema = new Schema.Parser().parse(text);
  }

  /**
   * The JSON form of the message in a record's value.
   *
   * @throws IOException the bytes are not its canonical ones
   */
  Map<String, Object> read(byte[] value) throws IOException {
    GenericRecord decoded;
    byte[] again;
    try {
      var decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null);
      decoded = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      again = encode(decoded);
    } catch (AvroRuntimeException | IndexOutOfBoundsException | NullPointerException error) {
      throw new IOException("cannot be read", error); // the library has no one error for broken bytes
    }
    if (!Arrays.equals(again, Arrays.copyOfRange(value, HEADER, value.length))) {
      throw new IOException("not the canonical bytes");
    }
    return Json.object(toJson(shape, decoded));
  }

  byte[] write(Map<String, Object> message, byte[] header) throws IOException {
    byte[] body = encode((GenericRecord) fromJson(shape, schema, message));
    byte[] value = Arrays.copyOf(header, HEADER + body.length);
    System.arraycopy(body, 0, value, HEADER, body.length);
    return value;
  }

  private byte[] encode(GenericRecord message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(message, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static Object toJson(Shape shape, Object value) throws CharacterCodingException {
    if (shape instanceof Shape.Optional optional) {
      return value == null ? null : toJson(optional.inner(), value);
    }
    if (shape instanceof Shape.Record record) {
      Map<String, Object> form = new LinkedHashMap<>();
      for (Shape.Field field : record.fields()) {
        Object inner = toJson(field.shape(), ((GenericRecord) value).get(field.name()));
        if (inner != null) {
          form.put(field.name(), inner);
        }
      }
      return form;
    }
    if (shape instanceof Shape.Array array) {
      List<Object> items = new ArrayList<>();
      for (Object item : (List<?>) value) {
        items.add(toJson(array.items(), item));
      }
      return items;
    }
    if (shape instanceof Shape.Whole whole) {
      long number = ((Number) value).longValue();
      return whole.calendar() == null ? (Object) number : whole.calendar().json(number);
    }
    return value instanceof Utf8 text ? text(text) : value instanceof Boolean ? value : value.toString();
  }

  /** The library takes any bytes for text. */
  private static String text(Utf8 text) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(), 0, text.getByteLength());
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private static Object fromJson(Shape shape, Schema schema, Object value) {
    if (shape instanceof Shape.Optional optional) {
      return value == null ? null : fromJson(optional.inner(), schema.getTypes().get(1), value);
    }
    if (shape instanceof Shape.Record record) {
      GenericData.Record made = new GenericData.Record(schema);
      for (Shape.Field field : record.fields()) {
        Schema inner = schema.getField(field.name()).schema();
        made.put(field.name(), fromJson(field.shape(), inner, Json.object(value).get(field.name())));
      }
      return made;
    }
    if (shape instanceof Shape.Array array) {
      List<Object> items = new ArrayList<>();
      Json.list(value).forEach(item -> items.add(fromJson(array.items(), schema.getElementType(), item)));
      return items;
    }
    if (shape instanceof Shape.Choice) {
      return new GenericData.EnumSymbol(schema, value);
    }
    if (shape instanceof Shape.Whole whole) {
      long number = whole.calendar() == null ? Json.number(value) : whole.calendar().number(value);
      return whole.isLong() ? (Object) number : (Object) (int) number;
    }
    return value;
  }
}
