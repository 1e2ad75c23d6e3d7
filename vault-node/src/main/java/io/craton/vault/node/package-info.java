/// One running node: reads the configuration, wires the modules together, runs the jobs that only a
/// leader may run, and holds the command line. The only module that sees all the others, which is
/// why the architecture and format tests live in its tests.
@NullMarked
package io.craton.vault.node;

import org.jspecify.annotations.NullMarked;
