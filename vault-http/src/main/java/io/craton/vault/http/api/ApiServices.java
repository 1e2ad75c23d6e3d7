package io.craton.vault.http.api;

import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Sources;

/// The use cases that the API offers.
public record ApiServices(
    Authentication authentication,
    ItemReader reader,
    ItemWriter writer,
    ItemLister lister,
    CryptoService crypto,
    KeyRules rules,
    Sources sources) {}
