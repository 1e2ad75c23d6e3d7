/// Request bodies: from bytes to checked, typed values.
///
/// JSON is read strictly (well-formed UTF-8, bounded nesting, no duplicate names) into a tree of
/// [JsonValue] whose texts can be wiped. A [RequestSchema] is a table of [Field]s; each row says
/// name, type, bounds and aliases as data ([Shape]), so the same tables validate requests and
/// describe them. What passes is a [Form].
@NullMarked
package io.craton.vault.http.request;

import org.jspecify.annotations.NullMarked;
