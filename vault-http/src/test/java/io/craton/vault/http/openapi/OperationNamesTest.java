package io.craton.vault.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationNamesTest {
  @ParameterizedTest
  @CsvSource({
    "/v2/get, get, GetRequest",
    "/v2/secret/store, secretStore, SecretStoreRequest",
    "/v2/get_bulk, getBulk, GetBulkRequest",
    "/v1/state/change, stateChangeV1, StateChangeV1Request",
  })
  void operationsAreNamedAfterTheirPaths(String path, String id, String request) {
    assertThat(OperationNames.id(path)).isEqualTo(id);
    assertThat(OperationNames.request(id)).isEqualTo(request);
  }
}
