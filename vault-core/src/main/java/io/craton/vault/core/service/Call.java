package io.craton.vault.core.service;

import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.port.Deadline;

/// What every use case knows of the request it serves.
///
/// @param tag how retries of this request are recognised
public record Call(Caller caller, RequestTag tag, Deadline deadline) {}
