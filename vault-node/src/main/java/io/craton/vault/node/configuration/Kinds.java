package io.craton.vault.node.configuration;

import ch.qos.logback.classic.Level;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.server.ClientCertificates;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The kinds of values that keys have.
final class Kinds {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE_TEXT = Pattern.compile("([1-9]\\d{0,8})(MB|GB)");
  private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
  private static final int HIGHEST_PORT = 65_535;

  /// Names of nodes and clusters: they become identifiers in Raft and parts of file names.
  static final Kind<String> NAME_TEXT =
      new Kind<>(
          "1 to 32 characters of a-z, 0-9 and, within, '-'",
          text -> Optional.of(text).filter(name -> NAME.matcher(name).matches()));

  static final Kind<String> TEXT =
      new Kind<>("a text", text -> Optional.of(text).filter(Kinds::notBlank));

  /// Becomes a C string: it may be empty, and is printable otherwise.
  static final Kind<String> ARGUMENTS =
      new Kind<>(
          "a text without control characters",
          text ->
              Optional.of(text).filter(each -> each.chars().noneMatch(Character::isISOControl)));

  static final Kind<Path> FILE = new Kind<>("a path", Kinds::path);

  static final Kind<String> ADDRESS =
      new Kind<>(
          "an IP address or a host name",
          text -> Optional.of(text).filter(host -> HOST.matcher(host).matches()));

  static final Kind<Integer> PORT =
      new Kind<>(
          "a port from 1 to " + HIGHEST_PORT,
          text -> count(text).filter(port -> port <= HIGHEST_PORT));

  static final Kind<Integer> COUNTER = new Kind<>("a whole number from 1", Kinds::count);

  static final Kind<Integer> LIMIT =
      new Kind<>("a whole number from 0", text -> text.equals("0") ? Optional.of(0) : count(text));

  static final Kind<Integer> PERCENT =
      new Kind<>("a whole number from 1 to 100", text -> count(text).filter(each -> each <= 100));

  /// Without a user or a query: those might be secrets, and this is no place for them.
  static final Kind<URI> COLLECTOR =
      new Kind<>("a URL such as http://collector:4318/v1/traces", Kinds::collector);

  static final Kind<Boolean> FLAG = choice(List.of(true, false), String::valueOf);

  static final Kind<Boolean> PERMISSION =
      choice(List.of(false, true), allowed -> allowed ? "allowed" : "refused");

  static final Kind<ClientCertificates> CLIENTS =
      choice(List.of(ClientCertificates.values()), each -> each.name().toLowerCase(Locale.ROOT));

  static final Kind<Duration> TIME =
      new Kind<>("a duration above zero such as 500ms, 2s, 10m, 1h or 1d", Kinds::duration);

  static final Kind<Duration> PAUSE = new Kind<>("a duration such as 0s, 500ms or 2s", Kinds::time);

  /// In bytes.
  static final Kind<Long> SIZE = new Kind<>("a size such as 512MB or 2GB", Kinds::size);

  static final Kind<HsmBinding> BINDING = choice(List.of(HsmBinding.values()), HsmBinding::label);

  static final Kind<Level> LEVEL =
      choice(
          List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE),
          level -> level.toString().toLowerCase(Locale.ROOT));

  static final Kind<LogFormat> FORMAT = choice(List.of(LogFormat.values()), LogFormat::label);

  /// States in which a secret may still be read; a destroyed one has nothing left to read.
  static final Kind<Set<StateName>> STATES =
      new Kind<>(
          "a list such as active,deactivated,suspended of the states "
              + readable().stream().map(StateName::wireName).collect(Collectors.joining(", ")),
          Kinds::states);

  static final Kind<List<Member>> MEMBERS =
      new Kind<>(
          "a list of {name: …, raft: HOST:PORT, peer: HOST:PORT}, each name and address once",
          Members::read);

  private Kinds() {}

  private static boolean notBlank(String text) {
    return !text.isBlank();
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(text).filter(Kinds::notBlank).map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> collector(String text) {
    try {
      URI uri = new URI(text);
      return Optional.of(uri)
          .filter(each -> "http".equals(each.getScheme()) || "https".equals(each.getScheme()))
          .filter(each -> each.getHost() != null && each.getUserInfo() == null)
          .filter(each -> each.getQuery() == null && each.getFragment() == null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> count(String text) {
    return COUNT.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static Optional<Long> size(String text) {
    Matcher matcher = SIZE_TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    int shift = matcher.group(2).equals("MB") ? 20 : 30;
    return Optional.of(amount << shift);
  }

  private static Optional<Duration> duration(String text) {
    return time(text).filter(Duration::isPositive);
  }

  private static Optional<Duration> time(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    try {
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      return Optional.of(duration);
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Set<StateName> readable() {
    return EnumSet.complementOf(EnumSet.of(StateName.DESTROYED));
  }

  private static Optional<Set<StateName>> states(String text) {
    Set<StateName> states = EnumSet.noneOf(StateName.class);
    for (String name : text.split(",", -1)) {
      Optional<StateName> state =
          readable().stream().filter(each -> each.wireName().equals(name.strip())).findFirst();
      if (state.isEmpty()) {
        return Optional.empty();
      }
      states.add(state.get());
    }
    return Optional.of(states);
  }

  private static <T> Kind<T> choice(List<T> choices, Function<T, String> label) {
    String expected = choices.stream().map(label).collect(Collectors.joining(" or "));
    return new Kind<>(
        expected,
        text -> choices.stream().filter(each -> label.apply(each).equals(text)).findFirst());
  }
}
