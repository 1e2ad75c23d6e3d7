package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines that documents have operators type, tried out: with directories of the test in the place
/// of the system's, and this machine in the place of the other one.
class DocumentedCommandsTest {
  private static final String THERE = "shift; exec bash -c \"$*\"";

  /// Whom no file of this machine belongs to.
  private static final int FOREIGN = 47_110;

  @TempDir private Path directory;
  private Stubs stubs;

  @BeforeEach
  void makeStubs() throws IOException {
    stubs = new Stubs(directory.resolve("programs")).add("sudo", "exec \"$@\"").add("ssh", THERE);
  }

  @Test
  void filesOfANodeBecomeThoseOfItsUserThereWhoeverMadeThem() throws Exception {
    String command = found("docs/operations/installation.md", "(?s)(tar --create .*?)\n *```");
    Path from = Files.createDirectories(directory.resolve("vault-files/nodes/vault1"));
    Path to = Files.createDirectories(directory.resolve("etc"));
    Path pin = Files.writeString(from.resolve("hsm.pin"), "123456");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r-----"));
    String user = System.getProperty("user.name");
    if (user.equals("root")) {
      user = "nobody";
      for (Path file : new Path[] {from, pin}) {
        Files.setAttribute(file, "unix:uid", FOREIGN);
        Files.setAttribute(file, "unix:gid", FOREIGN);
      }
    }

    String archive = command.substring(0, command.indexOf('|')) + "| tar --list --verbose";
    assertThat(bash(archive).run().lines())
        .hasSize(2)
        .allMatch(line -> line.contains(" craton/craton "))
        .anyMatch(line -> line.startsWith("drwx------ "))
        .anyMatch(line -> line.startsWith("-rw------- "));

    // Nobody is called craton here.
    String here = command.replace("/etc/craton", to.toString());
    bash(here.replace("--owner=craton:", "--owner=" + user + ":")).run();
    for (Path file : new Path[] {to, to.resolve("hsm.pin")}) {
      assertThat(Files.getOwner(file).getName()).as(file.toString()).isEqualTo(user);
      assertThat(Files.getAttribute(file, "unix:gid")).isNotEqualTo(FOREIGN);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .endsWith("------");
    }
    assertThat(to.resolve("hsm.pin")).content().isEqualTo("123456");
  }

  @Test
  void aJarIsPutInPlaceWholeOrNotAtAllAndNeverOverTheOneThatRuns() throws Exception {
    String command = found("docs/operations/restarts.md", "--install-command '([^']*)'");
    assertThat(Program.of(Shipped.path("scripts/ops/rolling-upgrade").toString(), "--help").run())
        .contains("'" + command + "'");
    Path library = Files.createDirectories(directory.resolve("lib"));
    Path jar = Files.writeString(library.resolve("craton.jar"), "the old one");
    Path running = Files.createLink(directory.resolve("running"), jar);
    Files.writeString(directory.resolve("craton-1.2.0.jar"), "the new one");
    String here = command.replace("/usr/lib/craton", library.toString()).replace("{node}", "n1");

    stubs.add("ssh", "shift; head --bytes=-1 | bash -c \"$*\"");
    assertThat(Stubs.refused(bash(here))).contains("did NOT match");
    assertThat(jar).hasContent("the old one");

    stubs.add("ssh", THERE);
    bash(here).run();
    assertThat(jar).hasContent("the new one");
    assertThat(running).hasContent("the old one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
        .isEqualTo("rw-r--r--");
    assertThat(library).isDirectoryContaining("glob:**/craton.jar");
    assertThat(library.resolve("craton.jar.new")).doesNotExist();
  }

  private Program bash(String command) {
    return stubs.program("bash", "-c", "set -o pipefail; " + command).in(directory);
  }

  private static String found(String document, String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Shipped.read(document));
    assertThat(found.find()).as("%s has %s", document, pattern).isTrue();
    return found.group(1);
  }
}
