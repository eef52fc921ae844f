package casefile.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds org.apache.avro, dev.cel and the code beside this to the vectors. Arguments: folder of the release, folder of
 * the vectors.
 */
public final class Main {
  private static final String NOW = "2026-04-30T00:00:00.000Z";
  private static final int SHOWN = 20;

  private final Release release;
  private final List<String> wrong = new ArrayList<>();
  private int examples;

  private Main(Release release) {
    this.release = release;
  }

  public static void main(String[] folders) throws IOException {
    if (folders.length != 2) {
      System.err.println("give two folders: release, vectors");
      System.exit(64);
    }
    Release release = Release.load(Path.of(folders[0]), Path.of(folders[1]));
    Main main = new Main(release);
    Conditions conditions = new Conditions(release.functions(), release.lists());
    main.functions(conditions);
    main.examples(conditions);
    main.vectors();
    main.refusals();
    main.wrong.stream().limit(SHOWN).forEach(System.out::println);
    System.out.printf(
        "java: %d examples, %d vectors, %d refusals, %d wrong%n",
        main.examples, release.vectors().size(), release.refused().size(), main.wrong.size());
    System.exit(main.wrong.isEmpty() ? 0 : 1);
  }

  private void functions(Conditions conditions) {
    release.functions().forEach((name, entry) -> {
      for (Map<String, Object> example : Json.objects(Json.object(entry).get("examples"))) {
        List<Object> given = Json.list(example.get("arguments"));
        String parameters =
            IntStream.range(0, given.size()).mapToObj("given[%d]"::formatted).collect(Collectors.joining(", "));
        var test = conditions.compile("%s(%s) == result".formatted(name, parameters));
        if (!test.holds(Map.of("given", given, "result", example.get("result")))) {
          wrong.add(name + ": gives something else for " + given);
        }
      }
    });
  }

  private void examples(Conditions conditions) {
    for (Object each : release.rules().values()) {
      Map<String, Object> rule = Json.object(each);
      if (rule.containsKey("require")) {
        Map<String, Object> given = Json.object(rule.get("examples"));
        var test = conditions.compile((String) rule.get("require"));
        Json.objects(given.get("pass")).forEach(example -> example(rule, test, example, true));
        Json.objects(given.get("fail")).forEach(example -> example(rule, test, example, false));
      }
    }
  }

  private void example(
      Map<String, Object> rule, Conditions.Condition test, Map<String, Object> example, boolean passes) {
    examples++;
    String now = (String) example.getOrDefault("now", NOW);
    try {
      if (test.holds(Conditions.names(example, example, now, example.get("case"))) != passes) {
        wrong.add(rule.get("id") + ": says otherwise of an example");
      }
    } catch (RuntimeException error) {
      wrong.add(rule.get("id") + ": " + error.getMessage());
    }
  }

  private void vectors() {
    Checker loaded = checker(release.lists());
    Checker shipped = checker(release.shipped());
    for (Map<String, Object> vector : release.vectors()) {
      try {
        vector(vector, Boolean.FALSE.equals(vector.get("lists")) ? shipped : loaded);
      } catch (IOException | RuntimeException error) {
        wrong.add(vector.get("name") + ": " + error);
      }
    }
  }

  private Checker checker(Functions.Lists lists) {
    return new Checker(release.rules(), release.softerWhen(), new Conditions(release.functions(), lists), lists);
  }

  private void vector(Map<String, Object> vector, Checker checker) throws IOException {
    byte[] value = bytes(vector);
    MessageType type = type(value);
    Map<String, Object> message = type.read(value);
    if (!message.equals(vector.get("json"))) {
      wrong.add(vector.get("name") + ": reads otherwise");
    }
    if (!Arrays.equals(type.write(Json.object(vector.get("json")), Arrays.copyOf(value, 5)), value)) {
      wrong.add(vector.get("name") + ": writes other bytes");
    }
    Set<String> found = checker.check(type.shape, message, (String) vector.get("now"), vector.get("case"));
    Set<String> ought = new TreeSet<>();
    Json.list(vector.get("findings")).forEach(each -> ought.add(String.join(",", Json.texts(each))));
    if (!found.equals(ought)) {
      wrong.add("%s: finds %s instead of %s".formatted(vector.get("name"), found, ought));
    }
  }

  private void refusals() {
    for (Map<String, Object> vector : release.refused()) {
      try {
        byte[] value = bytes(vector);
        type(value).read(value);
        wrong.add(vector.get("name") + ": is not refused");
      } catch (IOException refused) {
        continue;
      }
    }
  }

  private static byte[] bytes(Map<String, Object> vector) {
    return Base64.getDecoder().decode((String) vector.get("bytes"));
  }

  private MessageType type(byte[] value) throws IOException {
    boolean framed = value.length >= 5 && value[0] == 0;
    MessageType type = framed ? release.types().get(ByteBuffer.wrap(value, 1, 4).getInt()) : null;
    if (type == null) {
      throw new IOException("not framed, or under an id of no schema");
    }
    return type;
  }
}
