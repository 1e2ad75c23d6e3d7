/// Speaks HTTP and nothing else: a handler parses a request, calls one port of the core and renders
/// the answer. Javalin is imported in this module only; no rule of the vault lives here.
@NullMarked
package io.craton.vault.http;

import org.jspecify.annotations.NullMarked;
