package io.craton.vault.node.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final String VAULT = "io.craton.vault";
  private static final String FIXTURE = "io.craton.vault.node.architecture.fixture";

  @TestFactory
  Stream<DynamicTest> theVaultKeepsEveryRule() {
    JavaClasses vault =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // From the phase package on, the fixtures of the core come as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(VAULT);
    assertThat(vault.contain("io.craton.vault.consensus.package-info")).isTrue();
    return new ArchitectureRules(VAULT)
        .all().entrySet().stream()
            .map(rule ->
                DynamicTest.dynamicTest(rule.getKey(), () -> check(rule.getValue(), vault)));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleIsBrokenByTheFixture() {
    JavaClasses fixture = new ClassFileImporter().importPackages(FIXTURE);
    return new ArchitectureRules(FIXTURE)
        .all().entrySet().stream()
            .filter(rule -> !rule.getKey().startsWith("sun.security.pkcs11"))
            .map(rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () ->
                        assertThat(rule.getValue().evaluate(fixture).hasViolation())
                            .as("the fixture breaks this rule")
                            .isTrue()));
  }

  /// Empty packages are tolerated only while the modules are being filled.
  private static void check(ArchRule rule, JavaClasses classes) {
    rule.allowEmptyShould(true).check(classes);
  }
}
