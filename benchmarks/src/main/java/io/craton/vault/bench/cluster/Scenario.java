package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What clients ask of a cluster. Each makes its own items first.
public enum Scenario {
  /// Signs 256 bytes.
  SIGN_ES256("sign ES256") {
    @Override
    List<Request> prepare(Api api) throws IOException {
      return List.of(sign(api, "ES256"));
    }
  },
  /// Signs 256 bytes.
  SIGN_RSA_2048("sign RSA-2048") {
    @Override
    List<Request> prepare(Api api) throws IOException {
      return List.of(sign(api, "RSA-PKCS1V15-2048-SHA256"));
    }
  },
  /// Encrypts 256 bytes.
  ENCRYPT_AES_256("encrypt AES-GCM-256, 256 B") {
    @Override
    List<Request> prepare(Api api) throws IOException {
      return List.of(encrypt(api));
    }
  },
  /// Reads a secret, the same one each time.
  GET_SECRET("get a secret") {
    @Override
    List<Request> prepare(Api api) throws IOException {
      return List.of(get(api));
    }
  },
  /// Stores a secret, a new one each time.
  STORE_SECRET("store a secret") {
    @Override
    List<Request> prepare(Api api) {
      return List.of(STORE);
    }
  },
  /// Of ten requests four sign by ES256, three encrypt, two read and one stores.
  MIX("mix") {
    @Override
    List<Request> prepare(Api api) throws IOException {
      List<Request> round = new ArrayList<>();
      round.addAll(Collections.nCopies(SIGNS, sign(api, "ES256")));
      round.addAll(Collections.nCopies(ENCRYPTIONS, encrypt(api)));
      round.addAll(Collections.nCopies(READS, get(api)));
      round.add(STORE);
      return spread(round);
    }
  };

  /// A new secret.
  static final Request STORE =
      new Request("/v2/secret/store", "{\"type\":\"secret\",\"secret\":\"bench\"}");

  private static final int SIGNS = 4;
  private static final int ENCRYPTIONS = 3;
  private static final int READS = 2;
  private static final int STEP = 3;
  private static final String MESSAGE = Base64.getEncoder().encodeToString(new byte[256]);

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  /// As tables name it.
  String title() {
    return title;
  }

  /// As the command line names it.
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Makes the items, and gives the requests in the order in which they are to be made.
  abstract List<Request> prepare(Api api) throws IOException;

  /// The scenarios of labels with commas between them.
  static List<Scenario> all(String labels) {
    return Arrays.stream(labels.split(",", -1)).map(Scenario::of).toList();
  }

  private static Scenario of(String label) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "not a scenario: "
                    + label
                    + "; there are "
                    + Arrays.stream(values())
                        .map(Scenario::label)
                        .collect(Collectors.joining(", "))));
  }

  private static Request sign(Api api, String algorithm) throws IOException {
    String id = key(api, "asymmetric_key", "signing", algorithm);
    return new Request("/v2/sign", "{\"id\":\"%s\",\"message\":\"%s\"}".formatted(id, MESSAGE));
  }

  private static Request encrypt(Api api) throws IOException {
    String id = key(api, "symmetric_key", "encryption", "AES-GCM-256");
    return new Request(
        "/v2/encrypt", "{\"id\":\"%s\",\"plain_text\":\"%s\"}".formatted(id, MESSAGE));
  }

  private static Request get(Api api) throws IOException {
    return new Request("/v2/get", "{\"id\":\"%s\"}".formatted(api.create(STORE)));
  }

  private static String key(Api api, String type, String purpose, String algorithm)
      throws IOException {
    return api.create(
        new Request(
            "/v2/key/generate",
            "{\"type\":\"%s\",\"purpose\":\"%s\",\"algorithm\":\"%s\"}"
                .formatted(type, purpose, algorithm)));
  }

  /// Puts neighbours apart. The step has no divisor in common with their number.
  private static List<Request> spread(List<Request> round) {
    List<Request> spread = new ArrayList<>();
    for (int turn = 0; turn < round.size(); turn++) {
      spread.add(round.get(turn * STEP % round.size()));
    }
    return spread;
  }
}
