/// A process beside the one that measures, which does the work that something else is compared
/// with: another JVM, so that neither pays for the other's compiler and collector, and on the same
/// cores in the same run.
@NullMarked
package io.craton.vault.bench.baseline;

import org.jspecify.annotations.NullMarked;
