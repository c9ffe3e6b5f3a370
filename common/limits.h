// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

/// Bounds that both sides share, each with its unit; the server's own stand in serverlimits.h, the
/// client's in clientlimits.h. Where a figure comes from stands beside it: docs/protocol.md §6
/// unless said otherwise.
namespace maru::limits {

// Engine.IO (the values the reference server announces, but for maxPayload)
inline constexpr int pingIntervalMs = 25'000;
inline constexpr int pingTimeoutMs = 20'000;
inline constexpr qsizetype maxPayloadBytes = 65'536; ///< one Engine.IO packet, both ways
inline constexpr qsizetype maxPayloadPackets = 4'096; ///< packets in one polling body

// Socket.IO
inline constexpr int connectTimeoutMs = 45'000; ///< from the open packet to the first CONNECT
inline constexpr int maxAttachments = 10;
inline constexpr qsizetype maxPacketBytes = 10 * 65'536; ///< one packet with its attachments
inline constexpr int attachmentTimeoutMs = 10'000;
inline constexpr int maxJsonDepth = 16;
inline constexpr quint64 maxAckId = 9'007'199'254'740'992; ///< 2^53
inline constexpr int maxUnansweredAcks = 1'024;
inline constexpr int maxNamespaceChars = 128;
inline constexpr int maxWaitingPackets =
    1'024; ///< held back while CONNECT or a join is at the store

// HTTP
inline constexpr int closeGraceMs = 5'000; ///< from close() to abort()

// Per connection
inline constexpr qsizetype maxQueuedBytes =
    1'048'576; ///< unsent to one peer; past it the peer is cut

// Text
inline constexpr int maxNameGraphemes = 32;
inline constexpr qsizetype maxNameBytes = 256; ///< UTF-8; looked at before anything is computed
inline constexpr int maxRoomNameGraphemes = 64;
inline constexpr int maxChatCodePoints = 8'000;
inline constexpr int maxCidChars = 64;
inline constexpr int maxIdChars = 64;
inline constexpr int maxSecretChars = 1'024; ///< token, password, invite or device code
inline constexpr int tokenBytes = 32; ///< random ones, in base64url, make a device's token
inline constexpr int maxQueryChars = 256;
inline constexpr int maxTopicChars =
    4'096; ///< UTF-16 units; looked at before graphemes are counted
inline constexpr int maxReasonChars = 256; ///< of a kick or ban
inline constexpr int maxClientChars = 64; ///< each of a client's name, version and locale
inline constexpr int maxEmojiChars = 32; ///< UTF-16 units of one reaction
inline constexpr int maxQuoteCodePoints = 120; ///< of the message that another one answers

// Rooms and messages
inline constexpr int maxInvitedUsers = 100; ///< in one room:create or room:invite
inline constexpr int maxSlowModeSeconds = 3'600;
inline constexpr int maxFilesPerMessage = 10;
inline constexpr int maxFileNameBytes = 255; ///< UTF-8
inline constexpr int maxReactionKinds = 20; ///< of one message
inline constexpr int markIntervalMs = 1'000; ///< between two read:changed of a person in a room
inline constexpr int typingForgottenMs = 10'000; ///< who has not said so again types no more

// Pages (history, changes, lists)
inline constexpr int maxPageRows = 100;
inline constexpr int defaultPageRows = 50; ///< where a client names no limit

// Search
inline constexpr int maxSearchChars =
    2'048; ///< UTF-16 units of a query: 1,000 characters of any kind
inline constexpr int maxSearchTerms =
    12; ///< of a query that the index is asked for; the text decides
inline constexpr int maxSearchRanges = 32; ///< places in one hit

// Configuration and logs
inline constexpr qint64 logFileBytes =
    20LL * 1'048'576; ///< one file of --log-file; default of --log-size
inline constexpr int maxLogFiles = 5; ///< with those that were moved aside

// Discovery (docs/protocol.md §11)
inline constexpr int beaconLinksMs = 6'000; ///< how old what is known of the interfaces may be
inline constexpr int maxBeaconLinks = 32; ///< addresses of this machine that are announced from
inline constexpr int maxBeaconDatagrams =
    256; ///< read in beaconWindowMs; the system drops the rest
inline constexpr int beaconWindowMs = 100;
inline constexpr int beaconWarningMs = 60'000; ///< between two lines about dropped packets
inline constexpr qsizetype maxServerNameBytes = 63; ///< UTF-8; a label of DNS-SD holds no more

// Client
inline constexpr qsizetype maxIncomingBytes =
    4'194'304; ///< one websocket message or polling body from a server

} // namespace maru::limits
