package io.craton.vault.node.command;

import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.command.shell.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs commands in this process, in a shell that a test has made up.
final class TestShell {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private byte[] input = new byte[0];
  private Terminal terminal = Terminal.NONE;

  /// @param home where the default profile file is looked for
  TestShell(Path home) {
    this.home = home;
  }

  /// How a command ended.
  ///
  /// @param raw standard output as bytes
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Ended(int code, byte[] raw, String err) {
    String out() {
      return new String(raw, StandardCharsets.UTF_8);
    }
  }

  TestShell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  TestShell without(String variable) {
    environment.remove(variable);
    return this;
  }

  /// Standard input of the next command.
  TestShell given(byte[] bytes) {
    input = bytes;
    return this;
  }

  /// The same as text.
  TestShell given(String text) {
    return given(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A person at a terminal, who types these lines one after the other.
  TestShell typing(int columns, String... lines) {
    Deque<String> left = new ArrayDeque<>(List.of(lines));
    terminal = new Terminal(true, true, true, columns, new Typist(left));
    return this;
  }

  private record Typist(Deque<String> left) implements Terminal.Person {
    @Override
    public Optional<char[]> secret(String prompt) {
      return line(prompt).map(String::toCharArray);
    }

    @Override
    public Optional<String> line(String prompt) {
      return Optional.ofNullable(left.poll());
    }
  }

  Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell = new Shell(new ByteArrayInputStream(input), out, environment, home, terminal);
    input = new byte[0];
    PrintWriter outWriter = writer(out);
    PrintWriter errWriter = writer(err);
    int code =
        CommandLineTool.line(shell, arguments)
            .setOut(outWriter)
            .setErr(errWriter)
            .execute(arguments);
    outWriter.flush();
    errWriter.flush();
    return new Ended(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintWriter writer(ByteArrayOutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }
}
