package io.craton.vault.core.service;

import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;

/// An authenticated caller.
///
/// @param freshness of the state that he was authenticated by
public record Caller(TokenHash token, Grant grant, Freshness freshness) {}
