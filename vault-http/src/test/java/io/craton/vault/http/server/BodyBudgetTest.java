package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Unavailable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private static final int BODY = 10 << 20;

  @Test
  void bodiesTakeAPartOfTheHeapAtMost() throws Unavailable {
    long heap = 512L << 20;
    BodyBudget budget = BodyBudget.of(heap, BODY);
    List<BodyBudget.Room> rooms = new ArrayList<>();
    int inside = 0;
    try {
      while (true) {
        BodyBudget.Room room = budget.room();
        rooms.add(room);
        room.reserve(4 << 20);
        inside++;
      }
    } catch (Unavailable full) {
      assertThat(full.reason()).isEqualTo(Unavailable.Reason.OVERLOADED);
    }
    // Sixteen bytes of heap for one of a body, in half of it.
    assertThat(inside).isEqualTo(4);
    rooms.forEach(BodyBudget.Room::close);
    try (BodyBudget.Room room = budget.room()) {
      room.reserve(16 << 20);
    }
  }

  @Test
  void aBodyThatGrowsTakesWhatItHasNotYetAndSmallOnesNeedNoRoom() throws Unavailable {
    BodyBudget budget = BodyBudget.of(0, 100 << 10);
    try (BodyBudget.Room room = budget.room()) {
      room.reserve(40 << 10);
      room.reserve(20 << 10);
      room.reserve(100 << 10);
      try (BodyBudget.Room other = budget.room()) {
        assertThatThrownBy(() -> other.reserve(17 << 10)).isInstanceOf(Unavailable.class);
        other.reserve(16 << 10);
      }
    }
  }

  @Test
  void theLargestBodyFitsIntoTheSmallestHeap() throws Unavailable {
    try (BodyBudget.Room room = BodyBudget.of(1, BODY).room()) {
      room.reserve(BODY);
    }
  }
}
