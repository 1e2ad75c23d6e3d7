package io.craton.vault.node;

import io.craton.vault.node.command.CommandLineTool;

/// Where the process begins.
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(CommandLineTool.run(arguments));
  }
}
