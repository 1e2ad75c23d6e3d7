package io.craton.vault.http.admin;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.ClusterOverview.NodeView;
import io.craton.vault.core.cluster.ClusterOverview.Standing;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.MembershipAdmin;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.request.Shape;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Shows the nodes, and changes who they are and who leads. What is sent is checked as in the
/// public API. Each can be repeated.
///
/// A change answers as soon as it is in force; `wait_seconds` has the answer wait until the node
/// votes, or is out, and no longer than a request may take. Where it stands is what `GET
/// /admin/v1/cluster` shows.
record MembershipRoutes(MembershipAdmin members, NodeAdmin node) {
  private static final int OK = 200;
  private static final int MOST_SECONDS = 60;
  private static final Duration POLL = Duration.ofMillis(100);

  /// What has to be left of the request's time to write the answer.
  private static final Duration RESERVE = Duration.ofMillis(500);

  private static final FieldType<MemberName> NAME_TYPE =
      new FieldType<>(
          new Shape.Text(1, MemberName.MAX_CHARS, Optional.of(MemberName.FORM), Optional.empty()),
          (value, pointer) -> new MemberName(FieldTypes.string(value)));

  private static final FieldType<MemberAddress> ADDRESS_TYPE =
      new FieldType<>(
          new Shape.Text(1, MemberAddress.MAX_CHARS, Optional.empty(), Optional.of("host:port")),
          (value, pointer) ->
              MemberAddress.parse(FieldTypes.string(value))
                  .orElseThrow(() ->
                      FieldTypes.invalid(
                          pointer,
                          ErrorCode.BAD_FORMAT,
                          "expected host:port that other nodes can connect to")));

  private static final Field<MemberName> NAME =
      Field.required("name", NAME_TYPE, "The node, as its configuration names it.");

  private static final Field<MemberAddress> RAFT =
      Field.required("raft", ADDRESS_TYPE, "Where its Raft server listens.");

  private static final Field<MemberAddress> PEER =
      Field.required("peer", ADDRESS_TYPE, "Where it answers the other nodes.");

  private static final Field<Boolean> ACCEPT_OUTAGE =
      Field.optional(
          "accept_outage",
          FieldTypes.FLAG,
          "Also when too few of the remaining nodes answer: nobody is served until they do.");

  private static final Field<Integer> WAIT =
      Field.optional(
          "wait_seconds", FieldTypes.whole(0, MOST_SECONDS), "How long the answer may wait.");

  private static final Field<MemberName> TO =
      Field.optional("to", NAME_TYPE, "Who is to lead; any other node if absent.");

  private static final RequestSchema ADDING = RequestSchema.of(NAME, RAFT, PEER, WAIT);
  private static final RequestSchema REMOVING = RequestSchema.of(NAME, ACCEPT_OUTAGE, WAIT);
  private static final RequestSchema TRANSFERRING = RequestSchema.of(TO);

  void show(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    ClusterOverview overview = members.overview(caller, exchange.deadline());
    exchange.send(Answer.plain(OK, ClusterJson.overview(overview, node.status().readiness())));
  }

  void add(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = ADDING.read(json)) {
      ClusterMember member = member(form);
      boolean added = members.admit(caller, member, exchange.deadline());
      Optional<NodeView> seen =
          await(exchange, caller, form, member.name(), MembershipRoutes::votes);
      exchange.send(Answer.plain(OK, ClusterJson.added(member.name(), added, seen)));
    }
  }

  private static ClusterMember member(Form form) throws InvalidRequest {
    if (form.require(RAFT).equals(form.require(PEER))) {
      throw new InvalidRequest(
          Problem.at(PEER.pointer(), ErrorCode.ITEM_NOT_UNIQUE, "differs from raft"));
    }
    return new ClusterMember(form.require(NAME), form.require(RAFT), form.require(PEER));
  }

  private static boolean votes(Optional<NodeView> node) {
    return node.filter(known -> known.standing() == Standing.VOTER && known.report().isPresent())
        .isPresent();
  }

  void remove(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = REMOVING.read(json)) {
      MemberName name = form.require(NAME);
      boolean accepted = form.get(ACCEPT_OUTAGE).orElse(false);
      MembershipAdmin.Removal removal = members.remove(caller, name, accepted, exchange.deadline());
      boolean gone =
          removal == MembershipAdmin.Removal.GONE
              || await(exchange, caller, form, name, Optional::isEmpty).isEmpty();
      exchange.send(Answer.plain(OK, ClusterJson.removed(name, removal, gone)));
    }
  }

  void transfer(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = TRANSFERRING.read(json)) {
      MemberName leader = members.transferLeadership(caller, form.get(TO), exchange.deadline());
      exchange.send(Answer.plain(OK, ClusterJson.leader(leader)));
    }
  }

  void snapshot(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    long index = members.snapshot(caller, exchange.deadline());
    exchange.send(Answer.plain(OK, ClusterJson.snapshot(node.status().node(), index)));
  }

  /// What is known of the node once that is as wanted, or the time to wait is over. A cluster that
  /// cannot be asked for a moment is asked again.
  private Optional<NodeView> await(
      Exchange exchange,
      Caller caller,
      Form form,
      MemberName name,
      Predicate<Optional<NodeView>> wanted)
      throws RequestRefused, Unavailable {
    Duration left = exchange.deadline().remaining().minus(RESERVE);
    Duration asked = Duration.ofSeconds(form.get(WAIT).orElse(0));
    Duration most = asked.compareTo(left) < 0 ? asked : left;
    Deadline end = exchange.deadline().atMost(most.isNegative() ? Duration.ZERO : most);
    while (true) {
      try {
        Optional<NodeView> seen = members.overview(caller, exchange.deadline()).node(name);
        if (wanted.test(seen) || end.expired()) {
          return seen;
        }
      } catch (Unavailable e) {
        if (end.expired()) {
          throw e;
        }
      }
      try (var _ = Waiting.begin()) {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable(
            Unavailable.Reason.SHUTTING_DOWN, "interrupted", Duration.ofSeconds(1), e);
      }
    }
  }
}
