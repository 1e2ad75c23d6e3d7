package io.craton.vault.http.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenRecord;
import io.craton.vault.http.health.HealthReason;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The answers of the admin API as JSON.
final class AdminJson {
  private AdminJson() {}

  static ResultWriter status(NodeStatus status) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("node", status.node());
      out.writeStringField("cluster_id", status.clusterId());
      out.writeStringField("role", status.role());
      if (status.leader().isPresent()) {
        out.writeStringField("leader", status.leader().get());
      }
      out.writeNumberField("term", status.log().term());
      out.writeNumberField("applied_index", status.log().appliedIndex());
      out.writeNumberField("commit_index", status.log().commitIndex());
      out.writeBooleanField("ready", status.readiness().ready());
      strings(
          out, "reasons", status.readiness().reasons().stream().map(HealthReason::text).toList());
      strings(out, "warnings", status.readiness().warnings());
      out.writeStringField("hsm", status.hsm());
      out.writeArrayFieldStart("peers");
      for (NodeStatus.Peer peer : status.peers()) {
        out.writeStartObject();
        out.writeStringField("node", peer.node());
        out.writeStringField("address", peer.address());
        out.writeStringField("state", peer.state());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  static ResultWriter digest(StateDigest digest) {
    return out -> {
      out.writeStartObject();
      out.writeNumberField("index", digest.index());
      out.writeNumberField("term", digest.term());
      out.writeStringField("digest", digest.hex());
      out.writeEndObject();
    };
  }

  /// What is not set is absent.
  static ResultWriter rotationDefaults(Map<DefaultsFor, RotationSettings> defaults) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("defaults");
      for (Map.Entry<DefaultsFor, RotationSettings> entry : defaults.entrySet()) {
        RotationSettings settings = entry.getValue();
        out.writeStartObject();
        out.writeStringField("kind", entry.getKey().wireName());
        text(out, Setting.FREQUENCY, settings.frequency().map(Frequency::text));
        text(out, Setting.RETIRED_STATE, settings.retiredState().map(RetiredState::wireName));
        text(out, Setting.GRACE_PERIOD, settings.gracePeriod().map(VaultDuration::text));
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static void text(JsonGenerator out, Setting setting, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(setting.wireName(), value.get());
    }
  }

  static ResultWriter token(SecretBytes token) {
    return out -> {
      byte[] utf8 = token.toArray();
      try {
        out.writeStartObject();
        out.writeFieldName("token");
        out.writeUTF8String(utf8, 0, utf8.length);
        out.writeEndObject();
      } finally {
        Arrays.fill(utf8, (byte) 0);
      }
    };
  }

  /// A new token, with its value.
  static ResultWriter minted(TokenAdmin.Minted minted) {
    return out -> {
      byte[] utf8 = minted.value().toArray();
      try {
        out.writeStartObject();
        token(out, minted.token());
        out.writeFieldName("token");
        out.writeUTF8String(utf8, 0, utf8.length);
        out.writeEndObject();
      } finally {
        Arrays.fill(utf8, (byte) 0);
      }
    };
  }

  /// A page of tokens, without values.
  static ResultWriter tokens(TokenAdmin.Page page) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("tokens");
      for (TokenAdmin.Row row : page.rows()) {
        out.writeStartObject();
        token(out, row.token());
        out.writeBooleanField("usable", row.usable());
        out.writeEndObject();
      }
      out.writeEndArray();
      if (page.next().isPresent()) {
        out.writeStringField("next", page.next().get().toString());
      }
      out.writeEndObject();
    };
  }

  private static void token(JsonGenerator out, TokenRecord token) throws IOException {
    Grant grant = token.grant();
    out.writeStringField("id", token.id().toString());
    out.writeStringField("name", grant.name());
    strings(
        out,
        "permissions",
        grant.permissions().stream().sorted().map(Permission::wireName).toList());
    out.writeStringField("scope", grant.scope().toString());
    out.writeStringField("created_at", Timestamps.format(grant.createdAt()));
    if (grant.expiresAt().isPresent()) {
      out.writeStringField("expires_at", Timestamps.format(grant.expiresAt().get()));
    }
    if (token.values() instanceof TokenRecord.Stored stored) {
      out.writeStringField("item_id", stored.item().toString());
      out.writeNumberField("version", stored.newest().number().value());
    }
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
