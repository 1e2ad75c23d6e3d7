/// Small messages between nodes, beside Raft: what a node says about itself, the wish to join, the
/// wish that a leader hands on its leadership, and whether a leader is gone. The only importer of
/// Netty.
///
/// Every message is one frame of 288 bytes, integers big-endian:
///
/// ```
///   0  magic        4   'CRTN'
///   4  version      1   3
///   5  type         1   1 status?  2 status  3 join?  4 join answer
///                       5 hand over?  6 handed over
///                       7 leader gone?  8 whether it is
///   6  reserved     2   0
///   8  cluster id  16
///  24  call id      8   chosen by the asking side, repeated in the answer
///  32  body       256   see FrameBodies
/// ```
///
/// A frame of a fixed size needs no length that could lie. A frame with another magic, version or
/// cluster closes the connection, and so does one with anything that it does not say here. With TLS
/// both sides show a certificate; who is not trusted, or is no member, gets no byte of an answer,
/// and nobody joins in another's name.
@NullMarked
package io.craton.vault.consensus.peer;

import org.jspecify.annotations.NullMarked;
