package io.craton.vault.node.configuration;

import java.nio.file.Path;

/// Where a certificate chain and its private key are.
public record PemPair(Path certificate, Path key) {}
