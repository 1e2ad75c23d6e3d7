/// What people get to see of a run: a table, and a picture of what clients saw over time.
@NullMarked
package io.craton.vault.node.chaos.report;

import org.jspecify.annotations.NullMarked;
