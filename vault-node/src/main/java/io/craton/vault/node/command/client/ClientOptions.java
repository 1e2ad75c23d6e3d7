package io.craton.vault.node.command.client;

import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that every command has that talks to nodes: whom it trusts, who it is, and the
/// profile that says the rest. What an option does not say comes from the environment, then from
/// the profile.
public abstract class ClientOptions {
  private static final String DEFAULT_FILE = ".config/craton/profile.yaml";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  @Option(
      names = "--token-file",
      order = 101,
      paramLabel = "FILE",
      description =
          "An owner-only file with the token; without it, CRATON_TOKEN, CRATON_TOKEN_FILE, or the"
              + " profile's.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca-file",
      order = 102,
      paramLabel = "FILE",
      description =
          "The authority that has signed the nodes' certificates; without it, CRATON_CA_FILE, the"
              + " profile's, or what the JDK trusts.")
  private @Nullable Path authority;

  @Option(
      names = "--client-certificate",
      order = 103,
      paramLabel = "FILE",
      description = "A certificate to show to nodes that ask for one.")
  private @Nullable Path certificate;

  @Option(
      names = "--client-key",
      order = 104,
      paramLabel = "FILE",
      description = "The key of that certificate; owner-only.")
  private @Nullable Path key;

  @Option(
      names = "--profile",
      order = 105,
      paramLabel = "NAME",
      description = "A profile of the profile file; without it, CRATON_PROFILE, or its default.")
  private @Nullable String profile;

  @Option(
      names = "--profile-file",
      order = 106,
      paramLabel = "FILE",
      description =
          "The owner-only file with profiles; without it, CRATON_PROFILE_FILE, or"
              + " ~/.config/craton/profile.yaml.")
  private @Nullable Path profileFile;

  private @Nullable Lookup lookup;

  /// That the profile was looked for, and what was found.
  private record Lookup(Optional<Profile> profile) {}

  /// Where the command runs.
  protected final Shell shell() {
    return Shell.of(mixee);
  }

  /// A line for the person at the terminal; nothing in a script.
  protected final void hint(String text) {
    if (shell().terminal().errors()) {
      mixee.commandLine().getErr().println("craton: " + text);
    }
  }

  /// The profile that counts, if there is one. Read once.
  protected final Optional<Profile> profile() throws StartFailure {
    Lookup done = lookup;
    if (done == null) {
      done = new Lookup(readProfile());
      lookup = done;
    }
    return done.profile();
  }

  /// A profile that is asked for must be there; the default file need not. A value of
  /// `CRATON_PROFILE` with a slash names the file.
  private Optional<Profile> readProfile() throws StartFailure {
    Optional<String> variable = shell().variable("CRATON_PROFILE");
    Optional<String> name = Optional.ofNullable(profile).or(() -> variable.filter(v -> !isFile(v)));
    Optional<Path> file =
        Optional.ofNullable(profileFile)
            .or(() -> shell().variable("CRATON_PROFILE_FILE").map(Path::of))
            .or(() -> variable.filter(ClientOptions::isFile).map(Path::of));
    Path standard = shell().home().resolve(DEFAULT_FILE);
    if (file.isEmpty() && name.isEmpty() && !Files.exists(standard)) {
      return Optional.empty();
    }
    return ProfileFile.read(file.orElse(standard), name, shell().home());
  }

  private static boolean isFile(String variable) {
    return variable.contains("/");
  }

  /// Whether the command line itself names an authority.
  protected final boolean namesAuthority() {
    return authority != null;
  }

  /// A client of these nodes.
  ///
  /// @param nodes at least one
  public final NodeClient client(List<Address> nodes, Duration patience) throws StartFailure {
    return new NodeClient(
        nodes, () -> ClientTls.context(authority(), identity()), patience, this::hint);
  }

  private Optional<Path> authority() throws StartFailure {
    Optional<Profile> from = profile();
    return Optional.ofNullable(authority)
        .or(() -> shell().variable("CRATON_CA_FILE").map(Path::of))
        .or(() -> from.flatMap(Profile::authority));
  }

  private Optional<PemPair> identity() throws StartFailure {
    Optional<Profile.Credentials> from = profile().map(Profile::credentials);
    Optional<Path> shown =
        Optional.ofNullable(certificate).or(() -> from.flatMap(Profile.Credentials::certificate));
    Optional<Path> secret =
        Optional.ofNullable(key).or(() -> from.flatMap(Profile.Credentials::key));
    if (shown.isPresent() != secret.isPresent()) {
      throw new StartFailure(
          ExitCode.USAGE, "give --client-certificate and --client-key together, or neither");
    }
    return shown.map(file -> new PemPair(file, secret.orElseThrow()));
  }

  /// Where the token comes from.
  ///
  /// @param wanted completes "give a token …"
  /// @throws StartFailure with `USAGE` when there is none
  protected final TokenSource tokenSource(String wanted) throws StartFailure {
    Optional<Profile> from = profile();
    return Optional.<TokenSource>empty()
        .or(() ->
            Optional.ofNullable(tokenFile).map(f -> new TokenSource.OfFile("--token-file", f)))
        .or(() -> shell().variable("CRATON_TOKEN").map(TokenSource.OfText::new))
        .or(() ->
            shell()
                .variable("CRATON_TOKEN_FILE")
                .map(f -> new TokenSource.OfFile("CRATON_TOKEN_FILE", Path.of(f))))
        .or(() -> from.map(Profile::credentials).flatMap(Profile.Credentials::token))
        .orElseThrow(() ->
            new StartFailure(
                ExitCode.USAGE,
                "give a token "
                    + wanted
                    + ": --token-file FILE, CRATON_TOKEN, or token-file in the profile"));
  }
}
