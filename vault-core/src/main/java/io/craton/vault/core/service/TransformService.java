package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Alphabet;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.port.FormatPreserver.Direction;
import io.craton.vault.core.port.FormatPreserver.Tweak;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import java.util.ArrayList;
import java.util.List;

/// Encrypts and decrypts texts so that they keep their form. Contract section 8.3. Thread-safe.
public final class TransformService {
  private final KeyUse use;
  private final HsmPorts hsm;

  public TransformService(Replica replica, HsmPorts hsm, Sources sources) {
    this.use = new KeyUse(new Views(replica, sources), hsm.search());
    this.hsm = hsm;
  }

  /// Texts in the order they were given in.
  public record Transformed(KeyUsed key, List<String> texts) {
    public Transformed {
      texts = List.copyOf(texts);
    }
  }

  /// The characters of `alphabet` in each text, encrypted or decrypted as one word of it; the
  /// others stay where they are. Each text must have as many of them as the alphabet wants.
  public Transformed transform(
      Call call,
      KeyChoice choice,
      Direction direction,
      Tweak tweak,
      Alphabet alphabet,
      List<String> texts)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        choice,
        Purpose.FPE,
        direction == Direction.ENCRYPT ? KeyUse.PRODUCING : KeyUse.CONSUMING,
        key -> {
          List<byte[]> digits =
              hsm.formatPreserver()
                  .transform(
                      key.ref(),
                      key.used().algorithm(),
                      direction,
                      tweak,
                      alphabet.radix(),
                      texts.stream().map(alphabet::digits).toList(),
                      call.deadline());
          List<String> transformed = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            transformed.add(alphabet.withDigits(texts.get(i), digits.get(i)));
          }
          return new Transformed(key.used(), transformed);
        });
  }
}
