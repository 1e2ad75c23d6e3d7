package io.craton.vault.http.api;

import io.craton.vault.core.algorithm.Alphabet;
import io.craton.vault.core.port.FormatPreserver.Direction;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.TransformService.Transformed;
import io.craton.vault.http.api.TransformFields.GivenTweak;
import io.craton.vault.http.jsonpath.SelectedText;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Encrypt and decrypt parts of a document so that they keep their form: all that the filter
/// selects, or nothing. Additional data is accepted and ignored. Contract sections 2.18, 2.19 and
/// 8.4.
final class StructuredTransformEndpoints {
  private final ApiServices services;

  StructuredTransformEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/encrypt_transform_structured",
            "Data encrypted",
            StructuredFields.schema(TransformFields.ALPHABET, TransformFields.TWEAK),
            (call, form) ->
                transform(
                    call,
                    form,
                    Direction.ENCRYPT,
                    form.get(TransformFields.TWEAK).orElseGet(TransformFields::newTweak))),
        new Endpoint(
            "/v2/decrypt_transform_structured",
            "Data decrypted",
            StructuredFields.schema(TransformFields.ALPHABET, TransformFields.NEEDED_TWEAK),
            (call, form) ->
                transform(
                    call, form, Direction.DECRYPT, form.require(TransformFields.NEEDED_TWEAK))));
  }

  private Result transform(Call call, Form form, Direction direction, GivenTweak tweak)
      throws RequestRefused, Unavailable, InvalidRequest {
    KeyChoice key = StructuredFields.key(form);
    Alphabet alphabet = form.require(TransformFields.ALPHABET);
    List<SelectedText> selected = StructuredFields.texts(form);
    List<String> texts = new ArrayList<>();
    for (SelectedText text : selected) {
      texts.add(text.text().value());
      TransformFields.requireLength(alphabet, texts.getLast(), text.pointer());
    }
    Transformed done =
        services.transforms().transform(call, key, direction, tweak.value(), alphabet, texts);
    Map<JsonText, JsonText> replaced = new HashMap<>();
    for (int i = 0; i < selected.size(); i++) {
      replaced.put(selected.get(i).text(), JsonText.of(done.texts().get(i)));
    }
    Map<String, String> more = new LinkedHashMap<>();
    more.put("tweak", tweak.text());
    more.put("alphabet", alphabet.wireName());
    return new DocumentResult(done.key(), form.require(StructuredFields.DATA), replaced, more);
  }
}
