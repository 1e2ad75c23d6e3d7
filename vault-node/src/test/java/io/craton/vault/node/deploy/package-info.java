/// Tests of what is shipped beside the jar: units, images, rules, dashboards, scripts.
@NullMarked
package io.craton.vault.node.deploy;

import org.jspecify.annotations.NullMarked;
