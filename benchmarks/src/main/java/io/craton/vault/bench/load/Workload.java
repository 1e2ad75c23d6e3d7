package io.craton.vault.bench.load;

import java.nio.ByteBuffer;
import java.util.List;

/// Requests in their order, which starts again at its end, with the bytes that go over the wire
/// made beforehand. Not thread-safe. Holds a token.
public final class Workload {
  /// What one record of TLS takes, so that a request is one call of the socket.
  private static final int LARGEST_REQUEST = 16_000;

  private final List<Target> targets;
  private final byte[][][] requests;
  private int turn;

  /// @param round at least one request
  public Workload(List<Target> targets, String token, List<Request> round) {
    if (targets.isEmpty() || round.isEmpty()) {
      throw new IllegalArgumentException("no targets or no requests");
    }
    this.targets = List.copyOf(targets);
    this.requests =
        targets.stream()
            .map(target ->
                round.stream().map(request -> request.bytes(target, token)).toArray(byte[][]::new))
            .toArray(byte[][][]::new);
    for (byte[] request : requests[0]) {
      if (request.length > LARGEST_REQUEST) {
        throw new IllegalArgumentException(
            "at most " + LARGEST_REQUEST + " bytes, found " + request.length);
      }
    }
  }

  List<Target> targets() {
    return targets;
  }

  /// The next request, as that target is to get it.
  ByteBuffer next(int target) {
    byte[][] round = requests[target];
    ByteBuffer request = ByteBuffer.wrap(round[turn]);
    turn = (turn + 1) % round.length;
    return request;
  }
}
