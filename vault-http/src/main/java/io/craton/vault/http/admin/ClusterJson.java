package io.craton.vault.http.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.ClusterOverview.NodeReport;
import io.craton.vault.core.cluster.ClusterOverview.NodeView;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.service.MembershipAdmin.Removal;
import io.craton.vault.http.health.HealthReason;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The answers about the nodes of the cluster as JSON. What is not known is absent.
final class ClusterJson {
  private ClusterJson() {}

  /// @param readiness of the node that was asked
  static ResultWriter overview(ClusterOverview overview, NodeStatus.Readiness readiness) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("node", overview.askedNode().value());
      out.writeBooleanField("ready", readiness.ready());
      strings(out, "reasons", readiness.reasons().stream().map(HealthReason::text).toList());
      strings(out, "warnings", readiness.warnings());
      if (overview.leader().isPresent()) {
        out.writeStringField("leader", overview.leader().get().value());
      }
      out.writeNumberField("term", overview.term());
      out.writeArrayFieldStart("members");
      for (NodeView node : overview.nodes()) {
        member(out, node);
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static void member(JsonGenerator out, NodeView node) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", node.member().name().value());
    out.writeStringField("raft", node.member().raft().toString());
    out.writeStringField("peer", node.member().peer().toString());
    out.writeStringField("standing", node.standing().wireName());
    out.writeBooleanField("reachable", node.report().isPresent());
    if (node.peer().isPresent()) {
      out.writeStringField("peer_id", node.peer().get());
    }
    if (node.report().isPresent()) {
      NodeReport report = node.report().get();
      out.writeStringField("role", report.role());
      out.writeNumberField("term", report.term());
      out.writeNumberField("applied_index", report.appliedIndex());
      out.writeNumberField("commit_index", report.commitIndex());
      out.writeNumberField("lag", report.lag());
    }
    strings(out, "reasons", node.reasons());
    out.writeEndObject();
  }

  /// @param added false when it was a member already
  static ResultWriter added(MemberName name, boolean added, Optional<NodeView> seen) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("name", name.value());
      out.writeBooleanField("added", added);
      if (seen.isPresent()) {
        out.writeFieldName("member");
        member(out, seen.get());
      }
      out.writeEndObject();
    };
  }

  /// @param gone false while it is on its way out
  static ResultWriter removed(MemberName name, Removal removal, boolean gone) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("name", name.value());
      out.writeBooleanField("was_member", removal == Removal.BEGUN);
      out.writeStringField("state", gone ? "gone" : "leaving");
      out.writeEndObject();
    };
  }

  static ResultWriter leader(MemberName leader) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("leader", leader.value());
      out.writeEndObject();
    };
  }

  static ResultWriter snapshot(String node, long index) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("node", node);
      out.writeNumberField("index", index);
      out.writeEndObject();
    };
  }

  private static void strings(JsonGenerator out, String name, List<String> values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }
}
