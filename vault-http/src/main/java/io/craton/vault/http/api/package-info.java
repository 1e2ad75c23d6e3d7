/// The public API as tables: each [Endpoint] has a path, the schema of its request, and an
/// operation of a few lines that calls one use case and says how its result is rendered. Contract
/// sections 2 and 3.
@NullMarked
package io.craton.vault.http.api;

import org.jspecify.annotations.NullMarked;
