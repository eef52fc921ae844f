package casefile.conformance;

import com.google.common.collect.ImmutableList;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Conditions of rules, run by the library dev.cel on the JSON form. */
final class Conditions {
  private static final Map<String, CelType> TYPES =
      Map.of(
          "string", SimpleType.STRING, "date", SimpleType.STRING, "timestamp", SimpleType.STRING,
          "int", SimpleType.INT, "decimal", SimpleType.INT, "bool", SimpleType.BOOL,
          "list", ListType.create(SimpleType.DYN));
  private static final Map<String, Class<?>> CLASSES =
      Map.of(
          "string", String.class, "date", String.class, "timestamp", String.class,
          "int", Long.class, "decimal", Long.class, "bool", Boolean.class, "list", List.class);

  /** A condition, ready to be asked. */
  record Condition(String source, Program program) {
    /** What it says where the names in it are bound. */
    boolean holds(Map<String, Object> names) {
      try {
        return (Boolean) program.eval(names);
      } catch (CelEvaluationException error) {
        throw new IllegalStateException(source + ": " + error.getMessage(), error);
      }
    }
  }

  private final Cel cel;

  /** CEL with the functions of the table and the names that conditions may speak of. */
  Conditions(Map<String, Object> table, Functions.Lists lists) {
    CelBuilder builder = CelFactory.standardCelBuilder().setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    for (String name : List.of("this", "message", "envelope", "now", "today", "case", "given", "result")) {
      builder.addVar(name, SimpleType.DYN);
    }
    table.forEach((name, entry) -> declare(builder, name, Json.object(entry), lists));
    cel = builder.build();
  }

  private static void declare(CelBuilder builder, String name, Map<String, Object> entry, Functions.Lists lists) {
    List<String> takes = Json.texts(entry.get("takes"));
    List<CelOverloadDecl> overloads = new ArrayList<>();
    List<CelFunctionBinding> bindings = new ArrayList<>();
    for (int count = takes.size() - (int) Json.number(entry.get("optional")); count <= takes.size(); count++) {
      String id = name + "_" + count;
      List<String> kinds = takes.subList(0, count);
      List<CelType> types = kinds.stream().<CelType>map(TYPES::get).toList();
      overloads.add(CelOverloadDecl.newGlobalOverload(id, TYPES.get((String) entry.get("gives")), types));
      ImmutableList<Class<?>> classes = kinds.stream().map(CLASSES::get).collect(ImmutableList.toImmutableList());
      bindings.add(CelFunctionBinding.from(id, classes, given -> Functions.call(name, given, lists)));
    }
    builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads));
    builder.addFunctionBindings(bindings);
  }

  Condition compile(String source) {
    try {
      return new Condition(source, cel.createProgram(cel.compile(source).getAst()));
    } catch (CelValidationException | CelEvaluationException error) {
      throw new IllegalStateException(source + ": " + error.getMessage(), error);
    }
  }

  /** The names that a condition may speak of; `memory` may be null. */
  static Map<String, Object> names(Object record, Map<String, Object> message, String now, Object memory) {
    Map<String, Object> names = new HashMap<>();
    names.put("this", record);
    names.put("message", message);
    names.put("envelope", message.getOrDefault("envelope", Map.of()));
    names.put("now", now);
    names.put("today", Functions.dateOf(now));
    if (memory != null) {
      names.put("case", memory);
    }
    return names;
  }
}
