package io.craton.vault.http.health;

/// One reason why a node should get no requests.
///
/// @param text for people who administer the node; never a secret
public record HealthReason(HealthCode code, String text) {}
