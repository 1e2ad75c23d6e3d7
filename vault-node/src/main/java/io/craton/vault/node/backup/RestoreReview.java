package io.craton.vault.node.backup;

import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.backup.RestoredState;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an operator has to know of a state that was just restored, before the node is started.
///
/// @param lacking generations of the key-encryption key that the HSM does not have
record RestoreReview(
    Configuration configuration,
    Manifest manifest,
    RestoredState state,
    Restoration restoration,
    List<Integer> lacking) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Instant createdAt = manifest.source().createdAt();
    lines.add(
        "restored: node %s founds cluster %s with the state of cluster %s at index %d"
            .formatted(
                configuration.node().name(),
                configuration.cluster().id(),
                manifest.source().cluster(),
                manifest.applied().index()));
    lines.add("state digest: " + manifest.digest() + ", as in the backup");
    lines.add(
        "the backup was made at %s, %s before now, and the last change in it is of %s"
            .formatted(
                createdAt, age(Duration.between(createdAt, restoration.at())), state.logTime()));
    lines.add("review before the vault is used:");
    lines.add(
        "- whatever was done after that index is undone: revoke again what was revoked, suspended"
            + " or deleted since, tokens too (there are "
            + state.tokens()
            + ")");
    lines.add(
        "- keys destroyed since are gone, and their versions look usable: the first sweep names"
            + " them (craton_hsm_missing_keys)");
    lines.add(
        "- keys made since stay in the HSM and are nobody's: remove them with the HSM's own tools");
    lines.add("- " + destructions());
    state
        .nextRotation()
        .filter(restoration.at()::isAfter)
        .ifPresent(due ->
            lines.add("- rotations by policy are overdue since " + due + " and begin at once"));
    for (int version : lacking) {
      lines.add(
          "- THE HSM LACKS key-encryption key "
              + version
              + ": values sealed under it cannot be read");
    }
    lines.add(next());
    return lines;
  }

  private String destructions() {
    int pending = state.pendingDestructions();
    String many = pending == RestoredState.MOST ? " or more" : "";
    Optional<String> scheduled =
        state.nextDestruction().map(at -> ", the next version is destroyed at " + at);
    return pending
        + many
        + " keys are to be destroyed in the HSM as soon as it runs"
        + scheduled.orElse("")
        + ": the old cluster must not run on this HSM any more";
  }

  private String next() {
    List<String> others =
        configuration.cluster().members().stream()
            .map(Member::name)
            .filter(name -> !name.equals(configuration.node().name()))
            .toList();
    return others.isEmpty()
        ? "next: start this node"
        : "next: start this node, then "
            + String.join(", ", others)
            + " with empty data directories";
  }

  /// Whole days, hours or minutes.
  private static String age(Duration age) {
    if (age.isNegative()) {
      return "less than nothing";
    }
    if (age.toDays() > 1) {
      return age.toDays() + " days";
    }
    return age.toHours() > 1 ? age.toHours() + " hours" : age.toMinutes() + " minutes";
  }
}
