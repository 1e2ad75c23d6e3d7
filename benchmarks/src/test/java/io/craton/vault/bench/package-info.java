/// Runs every benchmark once per build, so that none rots.
@NullMarked
package io.craton.vault.bench;

import org.jspecify.annotations.NullMarked;
