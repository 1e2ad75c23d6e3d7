/// How a command reaches nodes: the options that all client commands share, profiles, TLS, and the
/// calls themselves, which go on to the next node when one is down.
///
/// A setting comes from an option, else from the environment, else from the profile. Tokens come
/// from files and from the environment, never from arguments, which every user of the machine sees.
@NullMarked
package io.craton.vault.node.command.client;

import org.jspecify.annotations.NullMarked;
