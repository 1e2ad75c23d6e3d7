package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.IdentityFile;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.RemovedNodeException;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.consensus.rocks.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.apache.ratis.conf.Parameters;

/// What a node stands on: who it is, and its state on the disk.
record Foundation(
    ConsensusConfig config,
    IdentityFile identityFile,
    Identity identity,
    Parameters parameters,
    InstantSource ownClock,
    RocksMemory memory,
    RocksStore store) {
  /// Opens the data directory.
  ///
  /// @throws RemovedNodeException when the node was taken out of its cluster
  /// @throws IOException when the directory is damaged, or belongs to another node or cluster
  static Foundation open(ConsensusConfig config, Parameters parameters, InstantSource ownClock)
      throws IOException {
    IdentityFile file = new IdentityFile(config.dataDirectory(), config.cluster(), config.self());
    Identity identity = file.readOrCreate(new SecureRandom());
    if (identity.phase() == Phase.REMOVED) {
      throw new RemovedNodeException(identity.peer());
    }
    if (identity.phase() == Phase.MEMBER && !Files.isDirectory(RaftRuntime.directory(config))) {
      throw new IOException(
          "the Raft log of peer "
              + identity.peer()
              + " is gone: empty the whole data directory "
              + config.dataDirectory()
              + ", and the node joins again as a new peer");
    }
    StateCopy.clear(config.dataDirectory());
    RocksMemory.unpackLibrary(config.dataDirectory().resolve("native"));
    RocksMemory memory = new RocksMemory();
    try {
      RocksStore store = RocksStore.open(config.dataDirectory().resolve("state"), memory);
      return new Foundation(config, file, identity, parameters, ownClock, memory, store);
    } catch (StoreException e) {
      memory.close();
      throw new IOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /// Closes what is open.
  void close() {
    store.close();
    memory.close();
  }
}
