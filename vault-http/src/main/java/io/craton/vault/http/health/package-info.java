/// Whether a node should get requests, as load balancers ask for it: the same paths on the public
/// and on the admin listener, without a token. The public one tells codes and nothing else; the
/// admin one says the reasons in words too.
@NullMarked
package io.craton.vault.http.health;

import org.jspecify.annotations.NullMarked;
