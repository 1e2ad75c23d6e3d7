package io.craton.vault.core.service;

import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;

/// An authenticated caller.
public record Caller(TokenHash token, Grant grant) {}
