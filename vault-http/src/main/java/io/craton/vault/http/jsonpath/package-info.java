/// Selects values of a request's document by JSONPath (RFC 9535), for callers who are not trusted:
/// what an expression costs is bounded, and no strings are made of the document's texts. Why this
/// is no library: `docs/adr/011-jsonpath-of-our-own.md`.
@NullMarked
package io.craton.vault.http.jsonpath;

import org.jspecify.annotations.NullMarked;
