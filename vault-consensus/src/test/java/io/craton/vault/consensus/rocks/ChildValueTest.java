package io.craton.vault.consensus.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Samples;
import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.state.FolderEntry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChildValueTest {
  private final Samples samples = new Samples(System.nanoTime());

  @Test
  void tellsIdAndEntry() {
    FolderEntry entry = samples.folderEntry();
    byte[] value = ChildValue.of(entry);
    assertThat(ChildValue.item(value).equals(entry.item().id())).isTrue();
    assertThat(ChildValue.entry(value).equals(entry)).isTrue();
  }

  @Test
  void refusesWhatIsCutOff() {
    byte[] value = ChildValue.of(samples.folderEntry());
    for (int length : new int[] {0, 1, ItemId.SIZE - 1, ItemId.SIZE, value.length - 1}) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> ChildValue.entry(cut))
          .as("%d bytes", length)
          .isInstanceOf(CorruptBytesException.class);
    }
  }

  @Test
  void refusesTheEntryOfAnother() {
    byte[] value = ChildValue.of(samples.folderEntry());
    value[0] ^= 1;
    assertThatThrownBy(() -> ChildValue.entry(value))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessageContaining("another's");
  }
}
