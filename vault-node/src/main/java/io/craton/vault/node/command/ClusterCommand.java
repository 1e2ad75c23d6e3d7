package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Work on the nodes of a cluster. Any node can be asked, and each command can be repeated.
@Command(
    name = "cluster",
    description =
        "Shows, adds and removes nodes, moves leadership, and has certificates read anew.",
    subcommands = {ReloadCertificatesCommand.class})
final class ClusterCommand implements Runnable {
  static final String CLUSTER = "/admin/v1/cluster";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Shows the nodes.
  @Command(
      name = "status",
      description = "Shows the nodes: who leads, who votes, how far each has come, what is wrong.",
      footerHeading = "%nExamples:%n",
      footer = "  craton cluster status --config node.yaml")
  int status(@Mixin AdminOptions admin, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    try (SecretBytes token = admin.token()) {
      JsonNode cluster = admin.calls().get(CLUSTER, token);
      if (output.json()) {
        output.print(cluster);
      } else {
        ClusterTable.print(cluster, out());
      }
    }
    return ExitCode.OK.code();
  }

  /// Lets a node in.
  @Command(
      name = "add",
      description =
          "Lets a node become a member. Start it with a configuration that lists it and nodes of"
              + " the cluster: it comes in by itself, and votes once it has caught up.",
      footerHeading = "%nExamples:%n",
      footer =
          "  craton cluster add d --raft 10.0.0.4:8300 --peer 10.0.0.4:8301 --wait --config"
              + " node.yaml")
  int add(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", description = "As node.name of the new node.") String name,
      @Option(
              names = "--raft",
              required = true,
              paramLabel = "HOST:PORT",
              description = "As raft of its entry in cluster.members.")
          String raft,
      @Option(
              names = "--peer",
              required = true,
              paramLabel = "HOST:PORT",
              description = "As peer of its entry in cluster.members.")
          String peer,
      @Option(names = "--wait", description = "Returns when the node votes.") boolean wait,
      @Option(
              names = "--timeout",
              defaultValue = "600",
              paramLabel = "SECONDS",
              description = "How long to wait at most; default: ${DEFAULT-VALUE}.")
          int timeout,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    ObjectNode member = JsonMapper.builder().build().createObjectNode();
    member.put("name", name).put("raft", raft).put("peer", peer);
    AdminCalls calls = admin.calls();
    try (SecretBytes token = admin.token()) {
      JsonNode answer = calls.post(CLUSTER + "/members", token, member.toString());
      Optional<JsonNode> seen = Optional.of(answer.path("member"));
      if (wait) {
        seen = new ClusterProgress(calls, token, err()).untilVoter(name, timeout);
      }
      String standing = seen.map(node -> node.path("standing").asText()).orElse("admitted");
      if (output.json()) {
        ((ObjectNode) answer).set("member", seen.orElse(answer.path("member")));
        output.print(answer);
      } else {
        boolean added = answer.path("added").asBoolean();
        output.line(name + (added ? " is added: " : " was a member already: ") + standing);
      }
    }
    return ExitCode.OK.code();
  }

  /// Takes a node out.
  @Command(
      name = "remove",
      description =
          "Takes a node out for good, and returns when it has no vote any more. Its process ends by"
              + " itself; to have it in again, empty its data directory and add it.",
      footerHeading = "%nExamples:%n",
      footer = "  craton cluster remove d --config node.yaml")
  int remove(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", description = "As shown by cluster status.") String name,
      @Option(
              names = "--accept-outage",
              description =
                  "Also when too few of the remaining nodes answer. Then NOBODY IS SERVED until"
                      + " enough of them are back; if they never are, this cannot be undone.")
          boolean acceptOutage,
      @Option(
              names = "--timeout",
              defaultValue = "60",
              paramLabel = "SECONDS",
              description = "How long to wait at most; default: ${DEFAULT-VALUE}.")
          int timeout,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    ObjectNode wish = JsonMapper.builder().build().createObjectNode();
    wish.put("name", name).put("accept_outage", acceptOutage);
    AdminCalls calls = admin.calls();
    try (SecretBytes token = admin.token()) {
      ClusterProgress progress = new ClusterProgress(calls, token, err());
      String asked = progress.asked();
      JsonNode answer = calls.post(CLUSTER + "/members/remove", token, wish.toString());
      if (!answer.path("state").asText().equals("gone")) {
        progress.untilGone(name, asked.equals(name), timeout);
        ((ObjectNode) answer).put("state", "gone");
      }
      if (output.json()) {
        output.print(answer);
      } else {
        boolean was = answer.path("was_member").asBoolean();
        out().println(name + (was ? " is removed" : " is no member: nothing to remove"));
      }
    }
    return ExitCode.OK.code();
  }

  /// Has another node lead.
  @Command(
      name = "transfer-leader",
      description = "Has another node lead: the named one, or any that has everything.",
      footerHeading = "%nExamples:%n",
      footer = "  craton cluster transfer-leader b --config node.yaml")
  int transferLeader(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", arity = "0..1", description = "Who is to lead.")
          @Nullable String name,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    ObjectNode wish = JsonMapper.builder().build().createObjectNode();
    if (name != null) {
      wish.put("to", name);
    }
    try (SecretBytes token = admin.token()) {
      JsonNode answer = admin.calls().post(CLUSTER + "/leader", token, wish.toString());
      if (output.json()) {
        output.print(answer);
      } else {
        output.line(answer.path("leader").asText() + " leads");
      }
    }
    return ExitCode.OK.code();
  }

  /// Has the node that is asked take a snapshot.
  @Command(
      name = "snapshot",
      description = "Has the node that is asked take a snapshot, so that it restarts faster.",
      footerHeading = "%nExamples:%n",
      footer = "  craton cluster snapshot --config node.yaml")
  int snapshot(@Mixin AdminOptions admin, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    try (SecretBytes token = admin.token()) {
      JsonNode answer = admin.calls().post(CLUSTER + "/snapshot", token);
      if (output.json()) {
        output.print(answer);
      } else {
        output.line(
            "the snapshot of "
                + answer.path("node").asText()
                + " reaches to index "
                + answer.path("index").asText());
      }
    }
    return ExitCode.OK.code();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
