/// API tokens: what the state keeps of them (a hash and a grant, never the value) and what a grant
/// allows. Default deny: a permission that is not in a grant is not there.
@NullMarked
package io.craton.vault.core.token;

import org.jspecify.annotations.NullMarked;
