package io.craton.vault.http.api;

import io.craton.vault.http.result.ResultSchema;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What the API's description says of one endpoint, besides the table of its request.
///
/// @param title what a request does, in a few words
/// @param description what a developer has to know before calling it
/// @param examples requests' bodies, as JSON, by what they do
/// @param result what an answer's `result` looks like
public record Page(
    Group group,
    String title,
    String description,
    Map<String, String> examples,
    ResultSchema result) {
  public Page {
    examples = Collections.unmodifiableMap(new TreeMap<>(examples));
  }

  /// A page with one example.
  Page(Group group, String title, String description, String example, ResultSchema result) {
    this(group, title, description, Map.of(title, example), result);
  }

  /// The chapters of the description.
  public enum Group {
    /// What holds for items of every type.
    ITEMS("Items", "Find, change and delete items of every type."),
    /// Folders.
    FOLDERS("Folders", "Make folders, and set rotation policies for what is in them."),
    /// Secrets.
    SECRETS("Secrets", "Store texts that must stay secret, and give them new values."),
    /// Keys.
    KEYS("Keys", "Make keys in the HSM and give them new versions."),
    /// What is done with keys.
    CRYPTOGRAPHY("Cryptography", "Sign, verify, encrypt and decrypt with keys in the HSM."),
    /// The operations as v1 had them.
    LEGACY("Version 1", "The same operations under their older paths, for old clients.");

    private final String title;
    private final String description;

    Group(String title, String description) {
      this.title = title;
      this.description = description;
    }

    /// Its heading.
    public String title() {
      return title;
    }

    /// What belongs to it.
    public String description() {
      return description;
    }
  }
}
