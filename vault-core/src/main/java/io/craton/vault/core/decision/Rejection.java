package io.craton.vault.core.decision;

/// Why something was not done: the caller's fault, or the state of an item. A value, not an
/// exception.
///
/// @param detail for people: what, which id, expected and found; never a secret
public record Rejection(Code code, String detail) {
  /// The kinds of rejection. One class of the HTTP module maps them to the wire.
  public enum Code {
    ITEM_NOT_FOUND(1),
    VERSION_NOT_FOUND(2),
    NAME_TAKEN(3),
    ILLEGAL_TRANSITION(4),
    VERSION_CONFLICT(5),
    TOO_MANY_VERSIONS(6),
    TOKEN_REFUSED(7),
    PERMISSION_DENIED(8),
    IDEMPOTENCY_MISMATCH(9),
    ALREADY_BOOTSTRAPPED(10),
    WRONG_TYPE(11),
    WRONG_PURPOSE(12),
    ITEM_DISABLED(13),
    VERSION_NOT_USABLE(14),
    FOLDER_NOT_EMPTY(15),
    NOT_A_FOLDER(16),
    KEK_CONFLICT(17),
    UNDECRYPTABLE(18),
    ALGORITHM_UNSUPPORTED(19),
    FOLDER_TOO_DEEP(20),
    INPUT_TOO_LONG(21),
    FOLDER_INTO_ITSELF(22),
    ROOT_IS_FIXED(23),
    FOLDER_TOO_BIG(24),
    FOLDER_NAME_INVALID(25),
    KEY_IN_USE(26),
    ENCRYPTING_ITEM_UNKNOWN(27),
    ENCRYPTING_ITEM_UNUSABLE(28),
    POLICY_NOT_APPLICABLE(29),
    TOO_MANY_ITEMS(30),
    GRACE_NOT_APPLICABLE(31),
    VALUE_REQUIRED(32),
    VALUE_NOT_APPLICABLE(33),
    NOT_EXPORTABLE(34),
    // 35 was once given to what the vault could not do yet.
    ASSOCIATED_DATA_NOT_APPLICABLE(36),
    PLAINTEXT_TOO_LONG(37),
    PRIVATE_KEY_REFUSED(38),
    SECRET_KEY_REFUSED(39),
    VERIFY_ONLY(40),
    PUBLIC_KEY_REFUSED(41),
    PRIVATE_KEY_REQUIRED(42),
    NOT_DUE(43),
    FREQUENCY_TOO_SHORT(44),
    KEY_TOO_OLD(120),
    SWEEP_CONFLICT(121),
    LAST_ADMIN(140),
    TOKEN_NOT_FOUND(141),
    TOO_MANY_TOKENS(142),
    GRANT_EXCEEDS_OWN(143),
    TOKEN_STORED_ALREADY(144),
    TOKEN_CONFLICT(145),
    EXPIRY_PAST(146),
    ADMIN_NEEDS_ROOT(147),
    NOT_BOOTSTRAPPED(148),
    KEK_RETIRED(150),
    KEK_IN_USE(151),
    KEK_NOT_FOUND(152),
    MEMBERS_UNKNOWN(160),
    MEMBER_ELSEWHERE(161),
    MEMBER_ADDRESS_TAKEN(162),
    TOO_MANY_MEMBERS(163),
    LAST_MEMBER(164),
    MEMBER_LEAVING(165),
    MEMBER_CONFLICT(166),
    MAJORITY_AT_RISK(167),
    NO_SUCH_MEMBER(168),
    LEADER_NOT_MOVED(169);

    private final int code;

    Code(int code) {
      this.code = code;
    }

    /// The persisted number; never changed, never reused.
    public int code() {
      return code;
    }
  }
}
