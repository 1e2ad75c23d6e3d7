package io.craton.vault.node.job;

import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out which keys of the state the HSM does not have, among those that an inventory lacked.
///
/// A key counts as missing when the HSM was asked for it by name and did not have it, and the state
/// named it afterwards, behind the barrier: the state lets go of a key before it is destroyed. A
/// library can be blind to a key that another node made, so one that was not missing before is
/// looked for once more after a fresh start of the library, as the crypto calls do.
final class MissingKeyCheck {
  private static final Logger LOG = LoggerFactory.getLogger(MissingKeyCheck.class);

  /// Keys looked up one by one in a sweep. A token that lacks more has lost more than keys, and
  /// each look-up searches all of it.
  static final int LOOKED_UP = 1_000;

  /// Lines of the log for one sweep.
  private static final int NAMED = 100;

  private final Replica replica;
  private final KeyInventory inventory;
  private final KeySearch search;
  private final SystemProposer proposer;
  private Set<KeyRef> known = Set.of();

  MissingKeyCheck(
      Replica replica, KeyInventory inventory, KeySearch search, SystemProposer proposer) {
    this.replica = replica;
    this.inventory = inventory;
    this.search = search;
    this.proposer = proposer;
  }

  /// How many of `lacking` are missing; each is named in the log.
  int count(Leadership leadership, List<KeyReference> lacking) throws Unavailable {
    List<KeyReference> missing = missing(leadership, lacking);
    List<KeyReference> news =
        missing.stream().filter(reference -> !known.contains(reference.key())).toList();
    if (!news.isEmpty()) {
      news.forEach(reference -> search.expect(reference.key()));
      missing = missing(leadership, missing);
    }
    known = new HashSet<>(missing.stream().map(KeyReference::key).toList());
    missing.stream()
        .limit(NAMED)
        .forEach(reference ->
            LOG.warn("the HSM does not have the key of {}, which the state needs", reference));
    if (missing.size() > NAMED) {
      LOG.warn("and {} keys more that the HSM does not have", missing.size() - NAMED);
    }
    return missing.size();
  }

  private List<KeyReference> missing(Leadership leadership, List<KeyReference> suspected)
      throws Unavailable {
    List<KeyReference> absent = new ArrayList<>();
    for (KeyReference reference : suspected) {
      leadership.require();
      if (!inventory.holds(reference.key(), proposer.deadline())) {
        absent.add(reference);
      }
    }
    if (absent.isEmpty()) {
      return absent;
    }
    replica.barrier().await(proposer.deadline());
    return replica
        .state()
        .read(view -> absent.stream().filter(reference -> reference.heldIn(view)).toList());
  }
}
