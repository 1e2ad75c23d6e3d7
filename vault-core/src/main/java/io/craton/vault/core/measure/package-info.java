/// What counts and measures. Writing is cheap enough for every request, reading is for whoever
/// watches the node; nothing is ever decided by what stands here.
@NullMarked
package io.craton.vault.core.measure;

import org.jspecify.annotations.NullMarked;
