/// Tests that hold the whole repository to its layout and format: which module may depend on which,
/// where each library may be imported, which packages must stay free of clocks and randomness. They
/// live in vault-node because it alone sees every module. Package `fixture` breaks each rule once,
/// so that a rule that can no longer fail is noticed.
@NullMarked
package io.craton.vault.node.architecture;

import org.jspecify.annotations.NullMarked;
