/// What was decided, and how it changes the state: [Evolution] is the only place that turns events
/// into writes, secondary indexes included.
@NullMarked
package io.craton.vault.core.event;

import org.jspecify.annotations.NullMarked;
