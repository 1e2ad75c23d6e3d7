/// The replicated state in RocksDB; the only package that imports RocksDB. [RocksStore] is the way
/// in.
///
/// Keys, all integers big-endian so that bytes sort as numbers do; values are the records of
/// [io.craton.vault.consensus.codec] unless said:
///
/// ```
/// item              item(20)                                  → Item
/// version           item(20) ‖ number(4)                      → ItemVersion, one record per version
/// child             parent(20) ‖ name(UTF-8)                  → item(20) ‖ FolderEntry
/// grant             token-hash(32)                            → token(20)
/// outcome           idempotency-key(32)                       → RecordedOutcome
/// outcome-order     time(12) ‖ idempotency-key(32)            → nothing
/// due               time(12) ‖ kind(1) ‖ item(20) ‖ number(4) → nothing
/// outbox            number(8)                                 → OutboxRow
/// kek               generation(4)                             → key reference, as it is
/// meta              name(ASCII)                               → see MetaKey
/// encrypted-under   key(20) ‖ item(20)                        → nothing: item is encrypted under key
/// rotation-default  kind(4)                                   → RotationSettings
/// subfolder         parent(20) ‖ name(UTF-8)                  → item(20), folders only
/// compromised       item(20) ‖ number(4)                      → nothing
/// rotation          time(12) ‖ item(20)                       → nothing
/// replan            folder(20)                                → name of a child (UTF-8)
/// token             token(20)                                 → TokenRecord
/// lasting-admin     token(20)                                 → nothing: TokenRecord.isLastingAdmin
/// token-expiry      time(12) ‖ token(20)                      → nothing
/// sealed-under      generation(4) ‖ item(20) ‖ number(4)      → nothing
/// sealed-count      generation(4)                             → number(8) of rows above; none for 0
///
/// time(12) = seconds(8, sign bit flipped) ‖ nanoseconds(4)
/// ```
///
/// The rows of child repeat what a list shows of each item, so that a page is read in one piece:
/// they follow from item, version and compromised, and are written in the same batch.
///
/// The rows of sealed-under and sealed-count follow from version, and are written in the same
/// batch.
///
/// Durability: the write-ahead log is off, because the Raft log is one. Every applied entry is one
/// write batch that carries its term and index, and all column families are flushed together
/// (atomic flush), so whatever survives a crash is the exact state at some applied index, at or
/// after the last checkpoint; Raft replays the rest. A flush begins every 5,000 entries, so that
/// this is soon done.
///
/// Reading: a [RocksView] asks a [Reading] for rows, which is at one position of the log. Single
/// rows of the families in [RowCache#KEPT] are kept as objects; what a batch writes is dropped
/// before the position moves on, or replaced if it is one of the single values in `meta`. Whoever
/// adds a way to write has to tell the cache, as [BatchWriter] does. The thread that applies
/// entries knows the first keys of each [RowQueue] besides ([QueueHead]).
///
/// Destruction: version is the only family whose values hold material. [Remains] knows which keys
/// lost theirs, and [Cleaner] rewrites the tables that may still hold it, before every checkpoint.
/// The file `CLEAN` beside the database says that there are none.
@NullMarked
package io.craton.vault.consensus.rocks;

import org.jspecify.annotations.NullMarked;
