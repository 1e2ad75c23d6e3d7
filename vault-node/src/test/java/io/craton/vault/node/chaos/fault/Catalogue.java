package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.Supervisor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// The faults that a run injects, and in which order: each has its turn once before any has its
/// next; every third time others, of any kind, come with it.
public final class Catalogue {
  /// All kinds, whatever the machine permits. `scripts/chaos` and docs/assurance-chaos.md have the
  /// same.
  public static final List<String> KINDS =
      List.of(
          "kill",
          "kill-all",
          "pause",
          "partition-half",
          "partition-ring",
          "partition-oneway",
          "delay",
          "long-delay",
          "loss",
          "slow-disk",
          "stalled-disk",
          "full-disk",
          "clock",
          "hsm-slow",
          "hsm-hang",
          "hsm-errors",
          "hsm-gone",
          "wipe",
          "corrupt",
          "rolling",
          "membership",
          "transfer");

  private static final int ONE_OF = 3;

  private final List<Fault> faults;
  private final List<String> impossible;
  private final Random random;
  private final Deque<Fault> deck = new ArrayDeque<>();

  /// All that the machine permits.
  public static List<Fault> of(ChaosCluster cluster, Supervisor supervisor) {
    Targets targets = new Targets(cluster);
    List<Fault> all = new ArrayList<>(new ProcessFaults(targets).all());
    if (cluster.network().breakable()) {
      all.addAll(new NetworkFaults(targets, cluster.network()).all());
    }
    all.addAll(new MachineFaults(targets, cluster).all());
    all.addAll(new Procedures(targets, cluster, supervisor).all());
    return all;
  }

  /// Makes a catalogue from which faults are drawn.
  ///
  /// @param kinds those to inject; empty for all
  /// @throws IllegalArgumentException if one of them is none of the faults, or a fault is of a kind
  ///   that is not in [#KINDS]
  public Catalogue(List<Fault> possible, Set<String> kinds, Random random) {
    List<String> known = possible.stream().map(Fault::kind).toList();
    if (!KINDS.containsAll(known)) {
      throw new IllegalArgumentException("kinds that are not in the list: " + known);
    }
    impossible = KINDS.stream().filter(kind -> !known.contains(kind)).toList();
    for (String kind : kinds) {
      if (!known.contains(kind)) {
        throw new IllegalArgumentException(
            "no fault, or not on this machine: " + kind + "; " + known);
      }
    }
    faults =
        possible.stream().filter(fault -> kinds.isEmpty() || kinds.contains(fault.kind())).toList();
    this.random = random;
  }

  public List<String> kinds() {
    return faults.stream().map(Fault::kind).toList();
  }

  /// Those that this machine does not permit.
  public List<String> impossible() {
    return impossible;
  }

  /// What is injected next, at the same time; procedures last.
  public List<Fault> next() {
    List<Fault> chosen = new ArrayList<>(List.of(draw()));
    while (random.nextInt(ONE_OF) == 0) {
      List<Fault> fitting =
          faults.stream()
              .filter(fault -> chosen.stream().allMatch(one -> fit(one, fault)))
              .toList();
      if (fitting.isEmpty()) {
        break;
      }
      chosen.add(fitting.get(random.nextInt(fitting.size())));
    }
    chosen.sort((a, b) -> a.group().compareTo(b.group()));
    return chosen;
  }

  private Fault draw() {
    if (deck.isEmpty()) {
      List<Fault> shuffled = new ArrayList<>(faults);
      Collections.shuffle(shuffled, random);
      deck.addAll(shuffled);
    }
    return deck.pop();
  }

  static boolean fit(Fault one, Fault other) {
    if (one.group() == other.group()) {
      return false;
    }
    if (one.group() == Fault.Group.PROCEDURE) {
      return other.mild();
    }
    return other.group() != Fault.Group.PROCEDURE || one.mild();
  }
}
