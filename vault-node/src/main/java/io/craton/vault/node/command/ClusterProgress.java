package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Waits for a change of membership, and says on standard error how it stands once it takes more
/// than two seconds. A node that cannot answer for a moment is asked again.
final class ClusterProgress {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration NOTE = Duration.ofSeconds(5);

  private final AdminCalls calls;
  private final SecretBytes token;
  private final PrintWriter err;

  ClusterProgress(AdminCalls calls, SecretBytes token, PrintWriter err) {
    this.calls = calls;
    this.token = token;
    this.err = err;
  }

  /// The name of the node that answers.
  String asked() throws StartFailure, InterruptedException {
    return calls.get(ClusterCommand.CLUSTER, token).path("node").asText();
  }

  /// What is shown of the node once it votes.
  Optional<JsonNode> untilVoter(String name, int seconds)
      throws StartFailure, InterruptedException {
    return until(
        name,
        node ->
            node.filter(known ->
                    known.path("standing").asText().equals("voter")
                        && known.path("reachable").asBoolean())
                .isPresent(),
        false,
        seconds);
  }

  /// @param asked whether the node that leaves is the one that answers: it ends when it is out
  void untilGone(String name, boolean asked, int seconds)
      throws StartFailure, InterruptedException {
    var _ = until(name, Optional::isEmpty, asked, seconds);
  }

  private Optional<JsonNode> until(
      String name, Predicate<Optional<JsonNode>> wanted, boolean endsWhenDone, int seconds)
      throws StartFailure, InterruptedException {
    long began = System.nanoTime();
    Duration nextNote = QUIET;
    String last = "not seen yet";
    while (true) {
      try {
        Optional<JsonNode> node = find(calls.get(ClusterCommand.CLUSTER, token), name);
        if (wanted.test(node)) {
          return node;
        }
        last = node.map(ClusterProgress::describe).orElse("no member");
      } catch (StartFailure e) {
        if (endsWhenDone && e.code() == ExitCode.NODE_UNREACHABLE) {
          return Optional.empty();
        }
        if (e.code() != ExitCode.TRY_AGAIN) {
          throw e;
        }
        last = "the node that is asked has no majority for a moment";
      }
      Duration taken = Duration.ofNanos(System.nanoTime() - began);
      if (taken.toSeconds() >= seconds) {
        throw new StartFailure(
            ExitCode.TRY_AGAIN,
            name
                + " after "
                + taken.toSeconds()
                + " s: "
                + last
                + "; the change goes on, look with: craton cluster status");
      }
      if (taken.compareTo(nextNote) >= 0) {
        err.println(
            "craton: " + Printable.text(name + " after " + taken.toSeconds() + " s: " + last));
        nextNote = taken.plus(NOTE);
      }
      Thread.sleep(POLL);
    }
  }

  private static Optional<JsonNode> find(JsonNode cluster, String name) {
    for (JsonNode member : cluster.path("members")) {
      if (member.path("name").asText().equals(name)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  private static String describe(JsonNode member) {
    StringBuilder text = new StringBuilder(member.path("standing").asText());
    if (member.has("lag")) {
      text.append(", ").append(member.path("lag").asLong()).append(" entries behind");
    }
    for (JsonNode reason : member.path("reasons")) {
      text.append("; ").append(reason.asText());
    }
    return text.toString();
  }
}
