package casefile.conformance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions of ours that conditions call, as functions.json specifies them. Dates and timestamps are texts of the
 * JSON form.
 */
final class Functions {
  static final LocalDate FIRST = LocalDate.of(1, 1, 1);
  static final LocalDate LAST = LocalDate.of(9999, 12, 31);
  private static final long YEARS = 10_000; // more than there are from the first day to the last
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final String LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY";
  private static final ZoneId ENGLAND = ZoneId.of("Europe/London");
  private static final Pattern ASN = Pattern.compile("[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]");
  private static final Pattern ASN_DUMMY =
      Pattern.compile(
          "0800[NP]P01[0-9]{11}[A-Z]|[0-9]{4}NRPR[0-9A-Z]{12}|[0-9]{2}(12LN00|00NP00|6300[0-9]{2})[0-9]{11}[A-Z]"
              + "|[0-9]{2}(06SS|00XX|50(11|12|21|41|42|43|OF|SJ))[0-9A-Z]{2}[0-9]{11}[A-Z]");
  private static final Pattern PNC = Pattern.compile("([0-9]{4})/([0-9]{7})([A-Z])");
  private static final Pattern CRO = Pattern.compile("([0-9]{1,6})/([0-9]{2})([A-Z])");
  private static final Pattern CRO_SF = Pattern.compile("SF([0-9]{2})/([0-9]{1,6})([A-Z])");
  private static final Pattern OU_POLICE = Pattern.compile("0[0-9]{2}[A-Z0-9]{4}");
  private static final Pattern DECIMAL = Pattern.compile("(-?)([0-9]{1,14})([.]([0-9]{1,4}))?");

  /** The days on which a code holds; null is without end. */
  record Span(String first, String last) {
    boolean holds(String on) {
      return (first == null || first.compareTo(on) <= 0) && (last == null || on.compareTo(last) <= 0);
    }
  }

  /** Reference lists by name: when each code holds. */
  record Lists(Map<String, Map<String, List<Span>>> byName) {
    boolean known(String list, String code, String on) {
      List<Span> spans = byName.getOrDefault(list, Map.of()).getOrDefault(code, List.of());
      return spans.stream().anyMatch(span -> on == null || span.holds(on));
    }
  }

  /** The function of that name, given its arguments as CEL has them. */
  static Object call(String name, Object[] given, Lists lists) {
    return switch (name) {
      case "known" -> lists.known(text(given[0]), text(given[1]), given.length > 2 ? text(given[2]) : null);
      case "urn_force" -> beginning(text(given[0]), 2);
      case "urn_unit" -> beginning(text(given[0]), 4) + "00";
      case "ou_code" -> ouCode(text(given[0]));
      case "asn_unit" -> asnUnit(text(given[0]));
      case "asn_valid" -> asnValid(text(given[0]));
      case "asn_dummy" -> ASN_DUMMY.matcher(text(given[0])).matches();
      case "pnc_valid" -> pncValid(text(given[0]));
      case "cro_valid" -> croValid(text(given[0]));
      case "days_between" -> day(text(given[1])).toEpochDay() - day(text(given[0])).toEpochDay();
      case "months_after" -> monthsAfter(day(text(given[0])), (Long) given[1]);
      case "age_on" -> ageOn(day(text(given[0])), day(text(given[1])));
      case "date_of" -> dateOf(text(given[0]));
      case "minutes_after" -> minutesAfter(moment(text(given[0])), (Long) given[1]);
      case "distinct" -> new HashSet<>((List<?>) given[0]).size() == ((List<?>) given[0]).size();
      case "mark" -> mark(text(given[0]), text(given[1]));
      case "decimal" -> decimal(text(given[0]));
      default -> throw new IllegalArgumentException(name + " is not written");
    };
  }

  static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  static Instant moment(String text) {
    return Instant.parse(text);
  }

  static String shown(Instant moment) {
    return TIMESTAMP.format(moment);
  }

  static String dateOf(String timestamp) {
    return timestamp.compareTo("1848") < 0
        ? timestamp.substring(0, 10)
        : LocalDate.ofInstant(moment(timestamp), ENGLAND).toString();
  }

  private static String text(Object value) {
    return (String) value;
  }

  private static String beginning(String text, int count) {
    return text.codePoints().limit(count).collect(StringBuilder::new, StringBuilder::appendCodePoint, (a, b) -> {})
        .toString();
  }

  private static String ouCode(String text) {
    return OU_POLICE.matcher(text).matches() ? text.substring(1) : text;
  }

  private static String asnUnit(String asn) {
    return ASN.matcher(asn).matches() ? ouCode(asn.substring(2, asn.length() - 14) + "00") : asn;
  }

  private static boolean asnValid(String asn) {
    if (!ASN.matcher(asn).matches()) {
      return false;
    }
    int end = asn.length();
    String force = digits(asn.substring(end - 18, end - 16));
    String system = digits(asn.substring(end - 14, end - 12));
    return asn.endsWith(letter(force + system + asn.substring(0, 2) + asn.substring(end - 12, end - 1)));
  }

  private static boolean pncValid(String pnc) {
    Matcher found = PNC.matcher(pnc);
    return found.matches()
        && !found.group(1).equals("0000")
        && found.group(3).equals(letter(found.group(1).substring(2) + found.group(2)));
  }

  private static boolean croValid(String cro) {
    Matcher plain = CRO.matcher(cro);
    if (plain.matches()) {
      return cro.endsWith(letter(plain.group(2) + "%06d".formatted(Long.parseLong(plain.group(1)))));
    }
    Matcher filed = CRO_SF.matcher(cro);
    return filed.matches() && cro.endsWith(letter(filed.group(1) + Long.parseLong(filed.group(2))));
  }

  private static String monthsAfter(LocalDate date, long months) {
    YearMonth month = YearMonth.from(date).plusMonths(within(months, YEARS * 12));
    return inside(month.atDay(Math.min(date.getDayOfMonth(), month.lengthOfMonth())));
  }

  private static String minutesAfter(Instant moment, long minutes) {
    Instant first = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant last = LAST.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1);
    Instant found = moment.plusSeconds(within(minutes, YEARS * 366 * 24 * 60) * 60);
    return shown(found.isBefore(first) ? first : found.isAfter(last) ? last : found);
  }

  private static long within(long number, long most) {
    return Math.max(-most, Math.min(most, number));
  }

  private static long ageOn(LocalDate birth, LocalDate on) {
    int years = on.getYear() - birth.getYear();
    boolean notYet =
        on.getMonthValue() * 100 + on.getDayOfMonth() < birth.getMonthValue() * 100 + birth.getDayOfMonth();
    return notYet ? years - 1 : years;
  }

  /** The number in ten-thousandths; 0 for text that is none. */
  private static long decimal(String text) {
    Matcher found = DECIMAL.matcher(text);
    if (!found.matches()) {
      return 0;
    }
    String places = found.group(4) == null ? "" : found.group(4);
    long number = Long.parseLong(found.group(2) + (places + "0000").substring(0, 4));
    return found.group(1).isEmpty() ? number : -number;
  }

  private static String mark(String text, String salt) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest((salt + ":" + text).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 1);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String inside(LocalDate date) {
    return (date.isBefore(FIRST) ? FIRST : date.isAfter(LAST) ? LAST : date).toString();
  }

  private static String digits(String text) {
    return text.chars().allMatch(one -> one >= '0' && one <= '9') ? text : "";
  }

  private static String letter(String digits) {
    int place = (int) (Long.parseLong(digits) % LETTERS.length());
    return LETTERS.substring(place, place + 1);
  }

  private Functions() {}
}
