package io.craton.vault.node.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The arrows and walls between modules, as rules on all classes below one root package.
///
/// The root is a parameter so that the same rules run on the vault and on the fixture that breaks
/// them.
final class ArchitectureRules {

  /// Each module and the modules that it may see besides itself.
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "core", List.of(),
          "consensus", List.of("core"),
          "hsm", List.of("core"),
          "http", List.of("core"));

  /// Each library and the only packages that may import it.
  private static final Map<String, List<String>> WALLS =
      Map.ofEntries(
          Map.entry("org.apache.ratis..", List.of("consensus.ratis..")),
          Map.entry("org.rocksdb..", List.of("consensus.rocks..")),
          Map.entry("com.github.benmanes.caffeine..", List.of("consensus.rocks..")),
          Map.entry("com.google.protobuf..", List.of("consensus..")),
          Map.entry("io.netty..", List.of("consensus..")),
          Map.entry("java.lang.foreign..", List.of("hsm.pkcs11..")),
          Map.entry("sun.security.pkcs11..", List.of("hsm.pkcs11..")),
          Map.entry("org.bouncycastle..", List.of("hsm..", "http.keys..")),
          Map.entry("io.javalin..", List.of("http..")),
          Map.entry("org.eclipse.jetty..", List.of("http..")),
          Map.entry("com.nimbusds..", List.of("http..")),
          Map.entry("com.fasterxml.jackson..", List.of("http..", "node..")),
          Map.entry("picocli..", List.of("node..")),
          Map.entry("io.prometheus..", List.of("node.metrics..")),
          Map.entry("io.opentelemetry..", List.of("node.tracing..")),
          Map.entry("nl.altindag..", List.of("node.tls..")),
          Map.entry("ch.qos.logback..", List.of("node..")));

  /// Packages of the core whose results must be the same on every node.
  private static final List<String> DETERMINISTIC = List.of("decision", "item", "event", "command");

  private static final Set<String> NONDETERMINISTIC_METHODS =
      Set.of("now", "currentTimeMillis", "nanoTime", "randomUUID", "random");

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  /// All rules by the sentence that names them in a report.
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new TreeMap<>();
    ARROWS.forEach((module, seen) -> rules.put(module + " sees only " + seen, arrow(module, seen)));
    WALLS.forEach(
        (library, homes) -> rules.put(library + " only in " + homes, wall(library, homes)));
    rules.put("core is plain Java", coreIsPlainJava());
    rules.put("decisions see no port and no service", decisionsSeeNoPort());
    rules.put("decisions see no clock and no random source", decisionsSeeNoClockOrRandomSource());
    rules.put("packages are named by concept", packagesAreNamedByConcept());
    return rules;
  }

  private ArchRule arrow(String module, List<String> seen) {
    String[] forbidden =
        Stream.of("core", "consensus", "hsm", "http", "node", "bench")
            .filter(other -> !other.equals(module) && !seen.contains(other))
            .map(this::inside)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(inside(module))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  private ArchRule wall(String library, List<String> homes) {
    String[] allowed = homes.stream().map(home -> root + "." + home).toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private ArchRule coreIsPlainJava() {
    return classes()
        .that()
        .resideInAPackage(inside("core"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(inside("core"), "java..", "javax.crypto..", "org.jspecify..");
  }

  private ArchRule decisionsSeeNoPort() {
    return noClasses()
        .that(areDeterministic())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(inside("core.port"), inside("core.service"));
  }

  private ArchRule decisionsSeeNoClockOrRandomSource() {
    return noClasses()
        .that(areDeterministic())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .orShould()
        .callMethodWhere(
            describe(
                "its result differs from call to call",
                (JavaMethodCall call) -> isNondeterministic(call.getTarget())));
  }

  private ArchRule packagesAreNamedByConcept() {
    return noClasses()
        .should()
        .resideInAnyPackage(
            Stream.of("util", "utils", "impl", "common", "manager", "helper", "helpers", "misc")
                .map(name -> root + ".." + name + "..")
                .toArray(String[]::new));
  }

  private DescribedPredicate<JavaClass> areDeterministic() {
    return resideInAnyPackage(
        DETERMINISTIC.stream().map(name -> inside("core." + name)).toArray(String[]::new));
  }

  private static boolean isNondeterministic(MethodCallTarget target) {
    return NONDETERMINISTIC_METHODS.contains(target.getName())
        && target.getOwner().getPackageName().startsWith("java.");
  }

  private String inside(String concept) {
    return root + "." + concept + "..";
  }
}
