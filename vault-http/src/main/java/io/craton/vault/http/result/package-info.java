/// What answers look like, as tables: the counterpart of the tables that requests are checked
/// against. The description of the API is made from both; tests hold every answer against it.
@NullMarked
package io.craton.vault.http.result;

import org.jspecify.annotations.NullMarked;
