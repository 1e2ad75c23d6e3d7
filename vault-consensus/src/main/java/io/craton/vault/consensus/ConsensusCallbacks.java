package io.craton.vault.consensus;

/// What a node tells to the process around it. Called from threads of the node, one call at a time;
/// implementations return soon and do slow work elsewhere.
public interface ConsensusCallbacks {
  /// This node leads and has applied everything earlier leaders committed. Work started now is to
  /// be fenced by `term`: a later leader has a higher one.
  void onLeaderReady(long term);

  /// This node stopped leading; called once after each [#onLeaderReady].
  void onLeaderStopped(long term);

  /// The cluster has taken this node out: the process is to end, and not to be started again before
  /// somebody has emptied its data and added it. Called once, and in place of [#onFault].
  ///
  /// @param reason for people: what happened and what to do
  void onRemoved(String reason);

  /// The node cannot go on, and must not: the process is to exit with a code other than zero, and
  /// may be started again. Called once.
  ///
  /// @param reason for people: what happened and what to do
  void onFault(String reason, Throwable cause);
}
