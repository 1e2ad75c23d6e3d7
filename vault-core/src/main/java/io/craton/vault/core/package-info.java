/// What Craton is about, as pure Java: items and their versions, the commands that change them, the
/// decisions those commands meet, and the ports through which the rest of the system is reached.
///
/// Nothing in this module does I/O, reads a clock or draws a random number. Time, entropy, keys and
/// storage come in as parameters or through the interfaces of [io.craton.vault.core.port]; whatever
/// is nondeterministic is a field of a command before the command enters the replicated log.
///
/// | Package | Lives there |
/// |---|---|
/// | `bytes` | immutable and secret byte strings |
/// | `id` | identifiers of items, versions, requests, proposals |
/// | `algorithm` | the catalogue of algorithms, by purpose |
/// | `item` | items, versions, the five states and their transition table |
/// | `token` | API tokens: hashes, grants, permissions |
/// | `command` | what may be put into the replicated log |
/// | `decision` | `decide`: a view and a command give events or a rejection |
/// | `event` | what was decided, and how it changes the state (`evolve`) |
/// | `state` | the state as decisions see it and as events write it |
/// | `port` | what this module needs from the outside |
/// | `service` | use cases: authorise, barrier, check, act, check again |
@NullMarked
package io.craton.vault.core;

import org.jspecify.annotations.NullMarked;
