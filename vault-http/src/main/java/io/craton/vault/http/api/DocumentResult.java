package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Writes a document as it came, but for some texts that others stand in for.
///
/// @param replaced the other texts by those of the document; wiped in the end
/// @param more members after the document, with their names
record DocumentResult(
    KeyUsed key,
    JsonValue.Members document,
    Map<JsonText, JsonText> replaced,
    Map<String, String> more)
    implements Result {
  @Override
  public void write(JsonGenerator out) throws IOException {
    KeyUsedJson.start(out, key);
    out.writeFieldName("structured_data");
    write(out, document);
    for (Map.Entry<String, String> member : more.entrySet()) {
      out.writeStringField(member.getKey(), member.getValue());
    }
    out.writeEndObject();
  }

  private void write(JsonGenerator out, JsonValue value) throws IOException {
    switch (value) {
      case JsonValue.Text(JsonText text) -> replaced.getOrDefault(text, text).writeTo(out);
      case JsonValue.Numeral(String literal, boolean whole) -> out.writeNumber(literal);
      case JsonValue.Bool(boolean bool) -> out.writeBoolean(bool);
      case JsonValue.Null none -> out.writeNull();
      case JsonValue.Array(List<JsonValue> elements) -> {
        out.writeStartArray();
        for (JsonValue element : elements) {
          write(out, element);
        }
        out.writeEndArray();
      }
      case JsonValue.Members(Map<String, JsonValue> members) -> {
        out.writeStartObject();
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
          out.writeFieldName(member.getKey());
          write(out, member.getValue());
        }
        out.writeEndObject();
      }
    }
  }

  @Override
  public void close() {
    replaced.values().forEach(JsonText::wipe);
  }
}
