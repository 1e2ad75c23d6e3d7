package io.craton.vault.http.testing;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;

/// Reads back what a request of the JDK's client sends.
public final class SentBodies {
  private SentBodies() {}

  /// The body as text; empty when there is none. The publisher must be of the kind that can be
  /// subscribed to again.
  public static String text(HttpRequest request) {
    return request.bodyPublisher().map(SentBodies::text).orElse("");
  }

  private static String text(HttpRequest.BodyPublisher publisher) {
    BodySubscriber<String> collector = BodySubscribers.ofString(StandardCharsets.UTF_8);
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            collector.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer item) {
            collector.onNext(List.of(item));
          }

          @Override
          public void onError(Throwable problem) {
            collector.onError(problem);
          }

          @Override
          public void onComplete() {
            collector.onComplete();
          }
        });
    return collector.getBody().toCompletableFuture().join();
  }
}
