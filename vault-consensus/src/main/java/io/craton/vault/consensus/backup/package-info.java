/// Backups: the archive that one is, and the data directory that is made from one.
///
/// [ArchiveWriter] and [ArchiveReader] know the container, [Manifest] what stands in it about the
/// state, [Backup] puts a copy of a state into it, and [Restore] makes the directory of a node that
/// founds a new cluster with it. docs/formats.md draws the archive; decision record 023 says why.
@NullMarked
package io.craton.vault.consensus.backup;

import org.jspecify.annotations.NullMarked;
