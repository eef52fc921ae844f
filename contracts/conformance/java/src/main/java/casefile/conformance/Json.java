package casefile.conformance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** JSON as plain Java: maps, lists, texts, booleans, and Long for every number. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  static Map<String, Object> read(Path folder, String name) {
    try {
      return MAPPER.readValue(folder.resolve(name).toFile(), new TypeReference<>() {});
    } catch (IOException error) {
      throw new IllegalStateException(name + ": " + error.getMessage(), error);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  static List<Map<String, Object>> objects(Object value) {
    return list(value).stream().map(Json::object).toList();
  }

  static List<String> texts(Object value) {
    return list(value).stream().map(String.class::cast).toList();
  }

  static long number(Object value) {
    return (Long) value;
  }

  private Json() {}
}
