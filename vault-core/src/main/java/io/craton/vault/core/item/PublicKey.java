package io.craton.vault.core.item;

import io.craton.vault.core.bytes.Bytes;

/// A public key as DER of SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
public record PublicKey(Bytes spki) {}
