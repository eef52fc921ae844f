package casefile.conformance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A schema with its names resolved. */
sealed interface Shape {
  record Record(String name, List<Field> fields) implements Shape {}

  record Optional(Shape inner) implements Shape {}

  /** `own` are the attributes of the items' type object, where they have one. */
  record Array(Shape items, Map<String, Object> own) implements Shape {}

  record Choice() implements Shape {}

  record Text() implements Shape {}

  record Answer() implements Shape {}

  /** `calendar` is null unless the number is a date or a timestamp. */
  record Whole(boolean isLong, Calendar calendar) implements Shape {}

  record Field(String name, Map<String, Object> attributes, Shape shape) {}

  /** What the days or milliseconds since 1970 of a number are as text, and which are any. */
  enum Calendar {
    DATE(Functions.FIRST.toEpochDay(), Functions.LAST.toEpochDay()),
    TIMESTAMP(DATE.first * 86_400_000, (DATE.last + 1) * 86_400_000 - 1);

    final long first;
    final long last;

    Calendar(long first, long last) {
      this.first = first;
      this.last = last;
    }

    /** The number that stands in the JSON form as a text, or as itself where no calendar has it. */
    long number(Object json) {
      if (!(json instanceof String text)) {
        return Json.number(json);
      }
      return this == DATE ? Functions.day(text).toEpochDay() : Functions.moment(text).toEpochMilli();
    }

    Object json(long number) {
      if (number < first || number > last) {
        return number;
      }
      return this == DATE
          ? LocalDate.ofEpochDay(number).toString()
          : Functions.shown(Instant.ofEpochMilli(number));
    }
  }

  static Shape of(Object schema) {
    return of(schema, new HashMap<>());
  }

  private static Shape of(Object schema, Map<String, Shape> named) {
    if (schema instanceof List<?> branches) {
      return new Optional(of(branches.get(1), named));
    }
    if (schema instanceof String name) {
      return named.containsKey(name) ? named.get(name) : primitive(name, null);
    }
    Map<String, Object> entries = Json.object(schema);
    if (!(entries.get("type") instanceof String type)) {
      return of(entries.get("type"), named);
    }
    return switch (type) {
      case "record" -> {
        List<Field> fields = new ArrayList<>();
        for (Map<String, Object> field : Json.objects(entries.get("fields"))) {
          fields.add(new Field((String) field.get("name"), field, of(field.get("type"), named)));
        }
        yield keep(entries, new Record((String) entries.get("name"), fields), named);
      }
      case "enum" -> keep(entries, new Choice(), named);
      case "array" -> {
        Object items = entries.get("items");
        yield new Array(of(items, named), items instanceof Map ? Json.object(items) : Map.of());
      }
      default -> primitive(type, (String) entries.get("logicalType"));
    };
  }

  private static Shape keep(Map<String, Object> schema, Shape shape, Map<String, Shape> named) {
    named.put(schema.get("namespace") + "." + schema.get("name"), shape);
    return shape;
  }

  private static Shape primitive(String name, String logicalType) {
    Calendar calendar =
        "date".equals(logicalType)
            ? Calendar.DATE
            : "timestamp-millis".equals(logicalType) ? Calendar.TIMESTAMP : null;
    return switch (name) {
      case "string" -> new Text();
      case "boolean" -> new Answer();
      case "int", "long" -> new Whole(name.equals("long"), calendar);
      default -> throw new IllegalArgumentException("the contract has no " + name);
    };
  }
}
