package casefile.conformance;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What is to be said about a message: limits of its schema, and rules where the records stand that they are on. */
final class Checker {
  private static final long LINE = 255;
  private static final String WHITE_SPACE =
      "[\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]";
  private static final Pattern BLANK_AT_AN_END = Pattern.compile("^" + WHITE_SPACE + "|" + WHITE_SPACE + "$");
  private static final Pattern CONTROL = Pattern.compile("[\\x{0}-\\x{1f}\\x{7f}-\\x{9f}]");
  private static final Pattern CONTROL_IN_PROSE = Pattern.compile("[\\x{0}-\\x{8}\\x{b}-\\x{1f}\\x{7f}-\\x{9f}]");
  private static final Pattern ASKED = Pattern.compile("known\\(\\s*[\"']([a-z_]+)[\"']");
  private static final Pattern OF_THE_CASE = Pattern.compile("(^|[^\\w.])case[.]");
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private record Place(String pointer, String rule) {}

  private record Rule(
      Map<String, Object> entry, Conditions.Condition test, List<String> asked, boolean ofTheCase) {
    String text(String name, String otherwise) {
      return (String) entry.getOrDefault(name, otherwise);
    }
  }

  private final Map<String, Object> rules;
  private final Map<String, List<Rule>> on = new HashMap<>();
  private final Functions.Lists lists;
  private final Conditions.Condition softer;

  /** A rule that asks a list which is not among `lists` finds nothing. */
  Checker(Map<String, Object> rules, String softerWhen, Conditions conditions, Functions.Lists lists) {
    this.rules = rules;
    this.lists = lists;
    softer = conditions.compile(softerWhen);
    for (Object each : rules.values()) {
      Map<String, Object> entry = Json.object(each);
      if (entry.get("require") instanceof String require) {
        Rule rule = new Rule(entry, conditions.compile(require), asked(require), OF_THE_CASE.matcher(require).find());
        Object records = entry.get("on");
        for (String record : records instanceof String name ? List.of(name) : Json.texts(records)) {
          on.computeIfAbsent(record, name -> new ArrayList<>()).add(rule);
        }
      }
    }
  }

  private static List<String> asked(String require) {
    List<String> asked = new ArrayList<>();
    for (var found = ASKED.matcher(require); found.find(); ) {
      asked.add(found.group(1));
    }
    return asked;
  }

  /** Every finding as `rule,severity,pointer`; `memory` is what went before in the case, or null. */
  Set<String> check(Shape.Record shape, Map<String, Object> message, String now, Object memory) {
    Map<String, Object> names = Conditions.names(message, message, now, memory);
    boolean soft = message.containsKey("envelope") && softer.holds(names);
    Look look = new Look(names);
    look.record(shape, message, "");
    Set<String> findings = new TreeSet<>();
    for (Place place : look.found) {
      Map<String, Object> rule = Json.object(rules.get(place.rule()));
      Object severity = soft ? rule.getOrDefault("softer", rule.get("severity")) : rule.get("severity");
      findings.add(String.join(",", place.rule(), (String) severity, place.pointer()));
    }
    return findings;
  }

  /** One message being checked. */
  private final class Look {
    private final Map<String, Object> names;
    private final Set<Place> found = new HashSet<>();

    Look(Map<String, Object> names) {
      this.names = names;
    }

    void record(Shape.Record shape, Map<String, Object> value, String at) {
      for (Shape.Field field : shape.fields()) {
        Object inner = value.get(field.name());
        if (inner != null) {
          value(field.shape(), field.attributes(), null, inner, at + "/" + field.name());
        }
      }
      names.put("this", value);
      for (Rule rule : on.getOrDefault(shape.name(), List.of())) {
        if (applies(rule) && !rule.test().holds(names)) {
          found.add(new Place(at + rule.text("at", ""), rule.text("id", "")));
        }
      }
    }

    boolean applies(Rule rule) {
      String today = (String) names.get("today");
      return rule.text("from", today).compareTo(today) <= 0
          && today.compareTo(rule.text("to", today)) <= 0
          && lists.byName().keySet().containsAll(rule.asked())
          && (!rule.ofTheCase() || names.containsKey("case"));
    }

    void value(Shape shape, Map<String, Object> attributes, String given, Object value, String at) {
      if (shape instanceof Shape.Optional optional) {
        value(optional.inner(), attributes, given, value, at);
        return;
      }
      String own = (String) attributes.get("rule");
      String rule = own != null ? own : given != null ? given : "F00";
      broken(shape, attributes, rule, value).forEach(each -> found.add(new Place(at, each)));
      if (shape instanceof Shape.Record record) {
        record(record, Json.object(value), at);
      } else if (shape instanceof Shape.Array array) {
        int index = 0;
        for (Object item : Json.list(value)) {
          value(array.items(), array.own(), own, item, at + "/" + index++);
        }
      }
    }
  }

  /** The rules of those limits that a value does not keep. */
  private Set<String> broken(Shape shape, Map<String, Object> attributes, String rule, Object value) {
    Set<String> broken = new HashSet<>();
    boolean kept = true;
    if (shape instanceof Shape.Array) {
      kept = within(Json.list(value).size(), attributes.get("minItems"), attributes.get("maxItems"));
    } else if (shape instanceof Shape.Choice) {
      kept = !value.equals("UNKNOWN");
    } else if (shape instanceof Shape.Text) {
      String text = (String) value;
      var list = lists.byName().get((String) attributes.get("codes"));
      String pattern = (String) attributes.get("pattern");
      kept =
          within(text.codePointCount(0, text.length()), attributes.get("minLength"), attributes.get("maxLength"))
              && (list == null || list.containsKey(text))
              && (pattern == null || PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).find());
      if (pattern == null && !clean(text, Json.number(attributes.getOrDefault("maxLength", LINE + 1)) > LINE)) {
        broken.add("F44");
      }
    } else if (shape instanceof Shape.Whole whole) {
      Object least = attributes.get("minimum");
      Object most = attributes.get("maximum");
      Shape.Calendar calendar = whole.calendar();
      long number = calendar == null ? Json.number(value) : calendar.number(value);
      kept = within(number, least, most);
      if (calendar != null
          && (number < calendar.first && !(least instanceof Long bound && bound >= calendar.first)
              || number > calendar.last && !(most instanceof Long limit && limit <= calendar.last))) {
        broken.add("F16");
      }
    }
    if (!kept) {
      broken.add(rule);
    }
    return broken;
  }

  private static boolean within(long size, Object least, Object most) {
    return (least == null || size >= Json.number(least)) && (most == null || size <= Json.number(most));
  }

  private static boolean clean(String text, boolean prose) {
    return !BLANK_AT_AN_END.matcher(text).find() && !(prose ? CONTROL_IN_PROSE : CONTROL).matcher(text).find();
  }
}
