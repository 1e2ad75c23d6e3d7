package io.craton.vault.consensus.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of a queue against all of its keys, over many batches.
class QueueHeadTest {
  private static final int BATCHES = 30_000;

  private final NavigableSet<byte[]> queue = new TreeSet<>(Arrays::compareUnsigned);
  private final QueueHead head = new QueueHead();
  private int reads;
  private long next = 1_000_000;

  /// Grows, stays as it is, or is emptied again and again.
  ///
  /// @param perMille how many of thousand touched keys are put
  @ParameterizedTest
  @ValueSource(ints = {650, 500, 450})
  void isWhatIsReadFromTheDatabase(int perMille) {
    Random random = new Random(perMille);
    for (int batch = 0; batch < BATCHES; batch++) {
      int limit = random.nextInt(100) == 0 ? random.nextInt(3_000) : 1 + random.nextInt(6);
      assertThat(numbers(head.first(limit, this::read))).isEqualTo(numbers(first(limit)));
      Map<byte[], Boolean> touched = new TreeMap<>(Arrays::compareUnsigned);
      for (int i = random.nextInt(6); i > 0; i--) {
        touch(touched, random, random.nextInt(1_000) < perMille);
      }
      touched.forEach((key, present) -> {
        boolean _ = present ? queue.add(key) : queue.remove(key);
      });
      head.follow(touched);
      if (random.nextInt(5_000) == 0) {
        head.forget();
      }
    }
    assertThat(reads).isBetween(1, BATCHES / 10);
  }

  /// Mostly as queues have it: put at the end, taken from the front.
  private void touch(Map<byte[], Boolean> touched, Random random, boolean put) {
    boolean ordinary = random.nextInt(20) != 0;
    if (put) {
      touched.put(key(ordinary ? next++ : random.nextLong(next)), true);
    } else if (!queue.isEmpty()) {
      byte[] drawn = queue.floor(key(random.nextLong(next)));
      touched.put(ordinary || drawn == null ? queue.first() : drawn, false);
    }
  }

  private List<byte[]> read(int limit) {
    reads++;
    return first(limit);
  }

  private List<byte[]> first(int limit) {
    return queue.stream().limit(limit).toList();
  }

  private static List<Long> numbers(List<byte[]> keys) {
    return keys.stream().map(key -> ByteBuffer.wrap(key).getLong()).toList();
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
