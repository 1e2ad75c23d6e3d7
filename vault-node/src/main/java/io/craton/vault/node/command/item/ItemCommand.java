package io.craton.vault.node.command.item;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The everyday calls of the API.
@Command(
    name = "item",
    description = "Stores, reads and rotates secrets and keys; signs and encrypts with keys.",
    subcommands = {
      StoreCommand.class,
      GenerateCommand.class,
      ImportCommand.class,
      GetCommand.class,
      ListCommand.class,
      UpdateCommand.class,
      RotateCommand.class,
      StateCommand.class,
      DeleteCommand.class,
      ExportCommand.class,
      FolderCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      EncryptCommand.class,
      DecryptCommand.class,
      JwtCommand.class
    })
public final class ItemCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
