/// Answers: the envelope around every result, the one class that maps rejections, unavailability
/// and faults to it, and the buffers they are written into.
@NullMarked
package io.craton.vault.http.wire;

import org.jspecify.annotations.NullMarked;
