package casefile.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The release from one folder, and what it is held to from another. */
record Release(
    Map<String, Object> rules,
    String softerWhen,
    Functions.Lists shipped,
    Functions.Lists lists,
    Map<String, Object> functions,
    Map<Integer, MessageType> types,
    List<Map<String, Object>> vectors,
    List<Map<String, Object>> refused) {

  private static final List<Functions.Span> ALWAYS = List.of(new Functions.Span(null, null));

  static Release load(Path release, Path folder) throws IOException {
    Map<String, Object> tables = Json.read(release, "tables.json");
    Map<String, Map<String, List<Functions.Span>>> shipped = new HashMap<>();
    Json.object(tables.get("code_lists")).forEach((name, codes) -> shipped.put(name, always(codes)));
    shipped.put("forces", always(tables.get("forces")));
    Map<String, Map<String, List<Functions.Span>>> lists = new HashMap<>(shipped);
    Json.read(folder, "lists.json").forEach((name, codes) -> lists.put(name, spans(codes)));

    Map<Integer, MessageType> types = new HashMap<>();
    List<Map<String, Object>> vectors = new ArrayList<>();
    for (String name : Json.texts(Json.read(folder, "index.json").get("message_types"))) {
      Map<String, Object> file = Json.read(folder, name + ".json");
      String schema = name + ".avsc";
      String text = Files.readString(release.resolve(schema));
      types.put((int) Json.number(file.get("schema_id")), new MessageType(Json.read(release, schema), text));
      vectors.addAll(Json.objects(file.get("vectors")));
    }
    return new Release(
        Json.read(release, "rules.json"),
        (String) Json.object(tables.get("severity")).get("softer_when"),
        new Functions.Lists(shipped),
        new Functions.Lists(lists),
        Json.read(folder, "functions.json"),
        types,
        vectors,
        Json.objects(Json.read(folder, "refused.json").get("vectors")));
  }

  private static Map<String, List<Functions.Span>> always(Object codes) {
    Map<String, List<Functions.Span>> always = new HashMap<>();
    Json.object(codes).keySet().forEach(code -> always.put(code, ALWAYS));
    return always;
  }

  private static Map<String, List<Functions.Span>> spans(Object codes) {
    Map<String, List<Functions.Span>> spans = new HashMap<>();
    Json.object(codes)
        .forEach((code, days) -> spans.put(code, Json.list(days).stream().map(Release::span).toList()));
    return spans;
  }

  private static Functions.Span span(Object days) {
    return new Functions.Span((String) Json.list(days).get(0), (String) Json.list(days).get(1));
  }
}
