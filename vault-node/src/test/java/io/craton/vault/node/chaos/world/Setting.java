package io.craton.vault.node.chaos.world;

import java.nio.file.Path;
import java.util.Optional;

/// What the cluster runs with.
///
/// @param directory where it lives; empty
/// @param logs where the nodes write their logs: they outlive the cluster
/// @param namespaces whether this process is in namespaces of its own, which it may fill and leave
/// @param libraries directory of the libraries that make faults, if they could be built
/// @param disturber the program that holds packets back
/// @param first how many nodes there are at first, counted from 1
/// @param most how many there can be
public record Setting(
    Path directory,
    Path logs,
    boolean namespaces,
    Optional<Path> libraries,
    Path disturber,
    int first,
    int most) {}
