package io.craton.vault.core;

import java.time.Duration;

/// Every bound of the vault, each with its reason. A bound that a caller can hit is answered with
/// an error that names it.
public final class Limits {
  /// Characters (Unicode code points) of an item's name. Contract section 3.11.
  public static final int NAME_CHARS = 256;

  /// Entries of an item's metadata. Contract section 3.11.
  public static final int METADATA_ENTRIES = 128;

  /// Characters of a metadata key. Contract section 3.11.
  public static final int METADATA_KEY_CHARS = 256;

  /// Characters of a metadata value. Contract section 3.11.
  public static final int METADATA_VALUE_CHARS = 4096;

  /// Bytes of all metadata keys and values of an item together, in UTF-8. Keeps an item header
  /// small enough that a page of 100 of them fits a response and a log entry.
  public static final int METADATA_TOTAL_BYTES = 64 * 1024;

  /// Tags of an item. Contract section 3.11.
  public static final int TAGS = 128;

  /// Characters of a tag. Contract section 3.11.
  public static final int TAG_CHARS = 256;

  /// Code points of a secret's value. Contract section 2.7.
  public static final int SECRET_CHARS = 10_240;

  /// Nodes of a cluster, those on their way out included: every write waits for a majority of them,
  /// and every message about membership has room for all.
  public static final int MEMBERS = 9;

  /// Levels of folders. Contract section 11.1; bounds the walk from an item to the root.
  public static final int FOLDER_DEPTH = 32;

  /// Characters of one folder name. Contract section 11.1.
  public static final int FOLDER_SEGMENT_CHARS = 256;

  /// Items that a folder may hold, at any depth, to be moved to a deeper place: each of them is
  /// visited once to see that none gets too deep. Renaming and moving upwards are not bounded.
  public static final int FOLDER_MOVE_ITEMS = 100_000;

  /// Items that one recursive delete removes: they go in one log entry, which every node applies at
  /// once.
  public static final int ITEMS_PER_DELETE = 10_000;

  /// Versions that one delete removes, over all its items.
  public static final int VERSIONS_PER_DELETE = 100_000;

  /// Versions an item can have in its life, destroyed ones included: an hourly rotation reaches it
  /// after eleven years.
  public static final int VERSIONS_PER_ITEM = 100_000;

  /// Characters of a client id or client secret id. They are made by others; the bound keeps
  /// headers small.
  public static final int CLIENT_ID_CHARS = 256;

  /// Versions returned by one `get`: the answer has to fit into memory.
  public static final int VERSIONS_PER_ANSWER = 1_000;

  /// Items of one page of `list`. Contract section 10.3.
  public static final int PAGE_ITEMS = 100;

  /// Bytes of a request body. Contract section 13, decision 53.
  public static final int BODY_BYTES = 10 * 1024 * 1024;

  /// Bytes of a plaintext, message or ciphertext given to the HSM: a single-part operation of a
  /// token works on one buffer, and a caller of a vault signs and encrypts small things.
  public static final int CRYPTO_INPUT_BYTES = 4 * 1024 * 1024;

  /// Characters of a key in PEM: an RSA-4096 private key takes 3,300.
  public static final int PEM_CHARS = 16 * 1024;

  /// Bytes of a symmetric key that a caller brings: the longest that the vault makes itself has
  /// 128.
  public static final int SYMMETRIC_KEY_BYTES = 1024;

  /// Characters of a password that an exported key is encrypted under.
  public static final int EXPORT_PASSWORD_CHARS = 1024;

  /// Characters of a JSONPath expression: people write them by hand.
  public static final int JSON_PATH_CHARS = 4096;

  /// Filters, parentheses and functions of a JSONPath expression within each other: reading and
  /// running it recurse as deep.
  public static final int JSON_PATH_DEPTH = 32;

  /// Values of a document that a JSONPath expression may select, a value that is selected twice
  /// counted twice: each text among them is an operation of the HSM.
  public static final int JSON_PATH_MATCHES = 10_000;

  /// Values of a document that a JSONPath expression may visit, each as often as it does so. The
  /// expression `$..*` visits each value of the largest body twice, which is 400,000; nested
  /// descents in nested documents would go on for days, and fill the memory.
  public static final int JSON_PATH_VISITS = 1_000_000;

  /// Looks at a value, and characters of texts, that a JSONPath expression may take for its
  /// comparisons: enough to compare every text of the largest body once, in less than a second.
  public static final long JSON_PATH_EFFORT = 20_000_000;

  /// Nesting of a JSON body: enough for any structured data, far from the parser's stack.
  public static final int JSON_DEPTH = 64;

  /// How long the outcome of a request is remembered for a retry. Retries of the SDKs end after
  /// seconds; people and queues retry for minutes.
  public static final Duration OUTCOME_LIFETIME = Duration.ofMinutes(15);

  /// How many outcomes are remembered at most. One takes about 1 KiB, and up to 200 KiB for an item
  /// with the largest labels: a bound of the count, not yet of the bytes.
  public static final int OUTCOMES = 100_000;

  /// Request ids of earlier attempts that one retry may name; the SDKs make three at most.
  public static final int RETRIED_REQUEST_IDS = 8;

  /// How long a request that makes a key may take: RSA-4096 takes a soft token seconds, and longer
  /// on a busy machine. The SDKs wait without a limit of their own.
  public static final Duration KEY_GENERATION_WAIT = Duration.ofSeconds(60);

  /// API tokens at a time. A list of all of them takes 100 pages, and a token per workload of a
  /// large organisation fits.
  public static final int TOKENS = 10_000;

  /// Characters of a token's name, as of an item's.
  public static final int TOKEN_NAME_CHARS = 256;

  /// Values that a stored token has at once, in their grace periods: an hourly rotation reaches it
  /// with a grace period of six weeks. Each is 40 bytes of a record that every rotation writes.
  public static final int VALUES_PER_TOKEN = 1_000;

  /// How long an expired token is still listed, so that people see why theirs is refused.
  public static final Duration EXPIRED_TOKEN_KEPT = Duration.ofDays(7);

  /// Expired tokens that the minting of one removes: more than one, so that a backlog shrinks.
  public static final int EXPIRED_TOKENS_PER_MINTING = 4;

  /// Tokens of one page of the admin API's list.
  public static final int PAGE_TOKENS = 100;

  /// Due rows fired by one command, so that an entry stays small when a million come due at once.
  public static final int DUE_PER_COMMAND = 256;

  /// Items that one command schedules anew after a change of a folder's policy, so that a million
  /// below it are no entry that stops all nodes.
  public static final int REPLANNED_PER_COMMAND = 512;

  /// Outbox rows completed by one command.
  public static final int EFFECTS_PER_COMMAND = 256;

  /// Keys abandoned by one command: a row of the outbox each.
  public static final int KEYS_PER_COMMAND = 64;

  /// Values sealed anew by one command: some milliseconds of a node's time to apply.
  public static final int RESEALED_PER_COMMAND = 64;

  /// How long a request waits for a majority of the nodes to confirm the leader. Longer than an
  /// election with the default timeouts takes, so that requests are held through one; short enough
  /// that a node without a majority says so within three seconds, whatever the request's own time.
  public static final Duration QUORUM_WAIT = Duration.ofMillis(2_500);

  private Limits() {}
}
