package io.craton.vault.node.disk;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.Optional;

/// The log, which takes nothing from this node while there is too little room on its disk. What
/// others propose gets into its part of the log all the same.
public final class RoomyLedger implements Ledger {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final DiskWatch disk;

  public RoomyLedger(Ledger ledger, DiskWatch disk) {
    this.ledger = ledger;
    this.disk = disk;
  }

  @Override
  public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    admit();
    return ledger.propose(proposal, deadline);
  }

  @Override
  public void admit() throws Unavailable {
    Optional<String> obstacle = disk.obstacle();
    if (obstacle.isPresent()) {
      throw new Unavailable(Unavailable.Reason.DISK_LOW, obstacle.get(), RETRY);
    }
    ledger.admit();
  }
}
