package io.craton.vault.http.api;

import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.RequestRefused;

/// What is answered when an item was changed. The versions of the API differ in it.
interface ItemAnswers {
  /// An item was made, or a new version of one.
  Result made(Call call, ItemSummary summary) throws RequestRefused, Unavailable;

  /// What is known of an item was changed.
  Result updated(ItemSummary summary);

  /// The state of a version was changed.
  Result stateChanged(ItemSummary summary);

  /// A folder was made, or was there already.
  Result folderMade(ItemSummary summary);
}
