package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/// Clients that write and read through all nodes, each attempt once, and keep what fails: for tests
/// in which nothing may. They make new connections now and then. Thread-safe.
final class SteadyLoad implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Calls after which a client makes new connections.
  private static final int CALLS_PER_CLIENT = 40;

  private final SSLContext tls;
  private final List<URI> endpoints;
  private final String token;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong served = new AtomicLong();
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean stop;

  private SteadyLoad(SSLContext tls, List<URI> endpoints, String token) {
    this.tls = tls;
    this.endpoints = endpoints;
    this.token = token;
  }

  static SteadyLoad start(int workers, SSLContext tls, List<URI> endpoints, String token) {
    SteadyLoad load = new SteadyLoad(tls, endpoints, token);
    for (int number = 0; number < workers; number++) {
      String name = "steady-" + number;
      load.workers.add(Thread.ofPlatform().daemon().name(name).start(() -> load.work(name)));
    }
    return load;
  }

  /// What failed so far, in words.
  List<String> failures() {
    return List.copyOf(failures);
  }

  long served() {
    return served.get();
  }

  /// Waits until so many further calls were served, or one has failed.
  void awaitMore(int calls) throws InterruptedException {
    long wanted = served.get() + calls;
    Await.until(
        calls + " further calls", LIMIT, () -> served.get() >= wanted || !failures.isEmpty());
  }

  private void work(String name) {
    try {
      for (int number = 0; !stop; number++) {
        ApiClient client = new ApiClient(tls, endpoints, token);
        for (int call = 0; call < CALLS_PER_CLIENT / 2 && !stop; call++) {
          storeAndGet(client, "%s-%d-%d".formatted(name, number, call));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void storeAndGet(ApiClient client, String name) throws InterruptedException {
    try {
      ApiAnswer stored = client.once("secret/store", "{'secret':'%s','name':'%s'}", name, name);
      if (!succeeded("store", stored)) {
        return;
      }
      String id = stored.result().path("id").asText();
      ApiAnswer read = client.once("get", "{'id':'%s'}", id);
      if (succeeded("get", read)) {
        JsonNode version = read.result().path("item_versions").path(0);
        if (!version.path("secret").asText().equals(name)) {
          failures.add("get answers another secret than was stored");
        }
      }
    } catch (IOException e) {
      failures.add(name + ": " + e);
    }
  }

  private boolean succeeded(String what, ApiAnswer answer) {
    if (answer.success()) {
      served.incrementAndGet();
      return true;
    }
    failures.add(what + ": " + answer);
    return false;
  }

  @Override
  public void close() {
    stop = true;
    try {
      for (Thread worker : workers) {
        worker.join(LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
