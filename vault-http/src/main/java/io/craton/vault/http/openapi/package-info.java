/// The API's description of itself: an OpenAPI 3.1 document made from the same tables that requests
/// are checked against and from those of the answers, and a page that shows it. Nothing in it is
/// written by hand that a table says already.
@NullMarked
package io.craton.vault.http.openapi;

import org.jspecify.annotations.NullMarked;
