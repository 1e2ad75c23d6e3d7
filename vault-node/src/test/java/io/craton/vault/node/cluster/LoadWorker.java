package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// One client of the mixed load: calls of every kind on items of its own, one after the other, so
/// that it knows what each item must be like. Any answer that is not what it must be ends it.
final class LoadWorker implements Callable<LoadWorker> {
  private static final int LIVE_SECRETS = 2;
  private static final int SHARE_OF_NEW_KEYS = 3;

  private final ApiClient client;
  private final LoadProgress progress;
  private final AtomicBoolean stop;
  private final Random random;
  private final String folder;
  private final List<LoadedSecret> secrets = new ArrayList<>();
  private final List<LoadedSecret> deletedSecrets = new ArrayList<>();
  private final List<LoadedKey> deletedKeys = new ArrayList<>();
  private LoadedKey signing;
  private LoadedKey encrypting;
  private int names;
  private Duration rest = Duration.ZERO;

  /// Makes the worker's first items.
  LoadWorker(ApiClient client, LoadProgress progress, AtomicBoolean stop, long seed, String folder)
      throws IOException, InterruptedException {
    this.client = client;
    this.progress = progress;
    this.stop = stop;
    this.random = new Random(seed);
    this.folder = folder;
    this.signing = LoadedKey.generate(client, folder, "first-signing-key", true);
    this.encrypting = LoadedKey.generate(client, folder, "first-encrypting-key", false);
    secrets.add(LoadedSecret.store(client, folder, "first-secret", value()));
    signing.use(random);
    encrypting.use(random);
  }

  /// Has it rest after each call, so that a small machine has room for what else the test does: a
  /// node that starts needs some seconds of a processor.
  LoadWorker resting(Duration time) {
    rest = time;
    return this;
  }

  @Override
  public LoadWorker call() throws IOException, InterruptedException {
    RequestType[] types = RequestType.values();
    while (!stop.get()) {
      RequestType type = types[random.nextInt(types.length)];
      long began = System.nanoTime();
      if (perform(type)) {
        progress.acknowledged(type, began);
      }
      LockSupport.parkNanos(rest.toNanos());
    }
    return this;
  }

  /// Reads everything back.
  void checkAll() throws IOException, InterruptedException {
    for (LoadedSecret secret : secrets) {
      secret.check();
    }
    for (LoadedSecret secret : deletedSecrets) {
      secret.check();
    }
    for (LoadedKey key : deletedKeys) {
      key.checkAll();
    }
    signing.checkAll();
    encrypting.checkAll();
  }

  private boolean perform(RequestType type) throws IOException, InterruptedException {
    LoadedSecret secret = secrets.get(random.nextInt(secrets.size()));
    switch (type) {
      case STORE -> secrets.add(LoadedSecret.store(client, folder, "secret-" + names++, value()));
      case GET -> secret.read();
      case ROTATE -> secret.rotate(value());
      case GENERATE -> {
        return generate();
      }
      case ROTATE_KEY -> {
        return rotateKey();
      }
      case SIGN -> signing.use(random);
      case VERIFY -> signing.check(random);
      case ENCRYPT -> encrypting.use(random);
      case DECRYPT -> encrypting.check(random);
      case STATE_CHANGE -> secret.changeState(random);
      case UPDATE -> secret.update();
      case DELETE -> {
        return delete(secret);
      }
      case LIST -> list();
    }
    return true;
  }

  /// Replaces one key by a new one, now and then: generating is slow in a soft token.
  private boolean generate() throws IOException, InterruptedException {
    if (random.nextInt(SHARE_OF_NEW_KEYS) != 0) {
      return false;
    }
    boolean forSigning = random.nextBoolean();
    LoadedKey key = LoadedKey.generate(client, folder, "key-" + names++, forSigning);
    LoadedKey former = forSigning ? signing : encrypting;
    if (forSigning) {
      signing = key;
    } else {
      encrypting = key;
    }
    former.delete();
    deletedKeys.add(former);
    key.use(random);
    return true;
  }

  private boolean rotateKey() throws IOException, InterruptedException {
    if (random.nextInt(SHARE_OF_NEW_KEYS) != 0) {
      return false;
    }
    (random.nextBoolean() ? signing : encrypting).rotate();
    return true;
  }

  private boolean delete(LoadedSecret secret) throws IOException, InterruptedException {
    if (secrets.size() <= LIVE_SECRETS) {
      return false;
    }
    secret.delete();
    secrets.remove(secret);
    deletedSecrets.add(secret);
    return true;
  }

  private void list() throws IOException, InterruptedException {
    int found =
        client
            .call("list", "{'filter':{'folder':'%s'},'size':100}", folder)
            .orFail()
            .path("items")
            .size();
    assertThat(found).as("items in %s", folder).isEqualTo(Math.min(100, secrets.size() + 2));
  }

  private String value() {
    return "value-%016x".formatted(random.nextLong());
  }
}
