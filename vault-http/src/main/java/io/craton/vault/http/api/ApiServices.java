package io.craton.vault.http.api;

import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ExportService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenService;
import io.craton.vault.core.service.TransformService;

/// The use cases that the API offers.
public record ApiServices(
    Authentication authentication,
    ItemReader reader,
    ItemWriter writer,
    ItemLister lister,
    CryptoService crypto,
    TokenService tokens,
    TransformService transforms,
    ExportService exports,
    KeyRules rules,
    Sources sources) {}
