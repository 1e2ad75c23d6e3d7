package io.craton.vault.hsm;

import java.time.Duration;

/// Every bound of the HSM layer, each with its reason.
final class HsmLimits {
  /// Sessions of the pool at most: each costs a thread and, at the token, one of its session slots.
  static final int SESSIONS = 256;

  /// Calls that wait for a session. At 50 µs a call and four sessions a full queue drains in a few
  /// hundredths of a second; a slow token is better told by an error than by a longer queue.
  static final int QUEUED_CALLS = 4096;

  /// Watched callers that wait for a session at most: each is a thread of the HTTP server, which
  /// has bounds of its own far below.
  static final int WAITING_THREADS = 1 << 20;

  /// How long newcomers may take a session before who waits for one: hundreds of calls, and little
  /// beside a deadline.
  static final Duration PASSED_BY = Duration.ofMillis(5);

  /// Between two looks at the calls inside the token: so much later than its deadline is a hanging
  /// one noticed.
  static final Duration SWEEP = Duration.ofMillis(50);

  /// How often one call is tried when its session was lost or its login had ended: the first try,
  /// one after the repair, and one more for a second repair by another thread in between.
  static final int CALL_ATTEMPTS = 3;

  /// How often an object is made when the token answers with a passing error: processes that share
  /// a token collide, and SoftHSM shows it as a general error.
  static final int MAKING_ATTEMPTS = 3;

  /// How often a verification looks for its public key in the token: it can be evicted in between.
  static final int PUBLIC_KEY_ATTEMPTS = 3;

  /// Key handles remembered in an epoch; at about 150 bytes each 15 MiB.
  static final int CACHED_KEYS = 100_000;

  /// Public keys kept in the token as session objects; at about 8 KiB each in SoftHSM 16 MiB.
  static final int CACHED_PUBLIC_KEYS = 2_000;

  /// Objects that hash, kept for the next message, for each algorithm; as many threads hash at once
  /// without making one, and each has less than a kilobyte.
  static final int IDLE_DIGESTS = 16;

  /// Objects whose attributes one call reads for the inventory: keys are made and calls served
  /// between two of them, however many objects the token has.
  static final int LISTED_OBJECTS = 128;

  /// Handles fetched with one `C_FindObjects`.
  static final int FOUND_OBJECTS = 256;

  /// How long each question to the token may take at the start, and the sentinel after them; they
  /// generate RSA-2048 keys, again and again when calls fail. Not all questions together: a token
  /// that has no clear word for what it lacks makes one for each attempt at each RSA algorithm.
  static final Duration OPEN = Duration.ofSeconds(60);

  /// How often a token is asked at the start what it can do while its answer is unclear
  /// ([Question]): a question takes up to six calls, of which a failing HSM may fail each tenth, or
  /// third.
  static final int QUESTION_ATTEMPTS = 12;

  /// The first pause between two of these; doubled after each.
  static final Duration FIRST_QUESTION_PAUSE = Duration.ofMillis(10);

  /// The longest: with it the pauses of a question are a second in all. Trials come on top; those
  /// with RSA keys can take a second each.
  static final Duration LAST_QUESTION_PAUSE = Duration.ofMillis(100);

  /// How often the library is started at first: while another process that shares a SoftHSM token
  /// logs in, its label cannot be read for a moment, and the token seems not to be there.
  static final int START_ATTEMPTS = 4;

  /// Between two such attempts; a login takes a tenth of that.
  static final Duration START_PAUSE = Duration.ofMillis(250);

  /// How long recovery waits for running calls to end before the library may be finalised.
  static final Duration DRAIN = Duration.ofSeconds(5);

  /// How long calls at most have the token to themselves between two changes of its keys when the
  /// first one held them up: thousands of calls get through, and making keys still gets on.
  static final Duration GIVE_WAY = Duration.ofSeconds(1);

  /// Health checks in a row that may miss their deadline while a key is being made: an RSA-4096 key
  /// takes seconds, on a busy machine many.
  static final int TOLERATED_CHECKS = 10;

  /// The first pause between two attempts to recover; doubled after each.
  static final Duration FIRST_RECOVERY_PAUSE = Duration.ofMillis(200);

  /// The longest pause between two attempts to recover: a token that is back is in use again within
  /// five seconds, and an attempt costs it a login.
  static final Duration LAST_RECOVERY_PAUSE = Duration.ofSeconds(2);

  /// Between two fresh starts of the library for the sake of missing keys, and between two attempts
  /// of a call that needed one: a start takes a tenth of that.
  static final Duration RESTART_PAUSE = Duration.ofMillis(250);

  /// How long a seat that the token refused a session lets others serve before it asks again.
  static final Duration SESSION_PAUSE = Duration.ofMillis(500);

  /// How long callers wait for a recovery from its beginning: to start a library takes tens of
  /// milliseconds, and SDKs repeat a refused request only after half a second.
  static final Duration RECOVERY_WAIT = Duration.ofSeconds(2);

  /// Advice to callers after a refusal that passes soon: a full queue, a missed deadline.
  static final Duration RETRY_SOON = Duration.ofSeconds(1);

  /// Advice to callers after an error that waiting will hardly cure.
  static final Duration RETRY_LATE = Duration.ofSeconds(30);

  private HsmLimits() {}
}
