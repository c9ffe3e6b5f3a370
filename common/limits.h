// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

/// Every bound of Maru, with its unit. Where a figure comes from stands beside it: docs/protocol.md
/// §6 unless said otherwise.
namespace maru::limits {

// Engine.IO (the values the reference server announces, but for maxPayload)
inline constexpr int pingIntervalMs = 25'000;
inline constexpr int pingTimeoutMs = 20'000;
inline constexpr qsizetype maxPayloadBytes = 65'536; ///< one Engine.IO packet, both ways
inline constexpr qsizetype maxPayloadPackets = 4'096; ///< packets in one polling body
inline constexpr int upgradeTimeoutMs = 10'000; ///< from the websocket to its upgrade packet

// Socket.IO
inline constexpr int connectTimeoutMs = 45'000; ///< from the open packet to the first CONNECT
inline constexpr int joinTimeoutMs = 600'000; ///< from CONNECT to a join
inline constexpr int maxAttachments = 10;
inline constexpr qsizetype maxPacketBytes = 10 * 65'536; ///< one packet with its attachments
inline constexpr int attachmentTimeoutMs = 10'000;
inline constexpr int maxJsonDepth = 16;
inline constexpr quint64 maxAckId = 9'007'199'254'740'992; ///< 2^53
inline constexpr int maxUnansweredAcks = 1'024;
inline constexpr int maxEventNameChars = 64;
inline constexpr int maxNamespaceChars = 128;
inline constexpr int maxNamespacesPerConnection = 16;
inline constexpr int maxWaitingPackets =
    1'024; ///< held back while CONNECT or a join is at the store
inline constexpr qsizetype maxWaitingBytes = 1'048'576;

// HTTP
inline constexpr qsizetype maxHeadBytes = 8'192;
inline constexpr int maxHeadLines = 64;
inline constexpr int headTimeoutMs = 5'000; ///< also of a TLS handshake
inline constexpr int bodyTimeoutMs = 20'000; ///< from the head of a request to the end of its body
inline constexpr int keepAliveMs = 65'000; ///< a connection of a session between two requests; a
                                           ///< pong comes every 25 s
inline constexpr int maxChunkLineBytes = 256; ///< the size line of a chunk, and each trailer line
inline constexpr int maxForwardedHops = 16; ///< addresses of X-Forwarded-For that are looked at
inline constexpr int closeGraceMs = 5'000; ///< from close() to abort()
inline constexpr int listenBacklog = 4'096;
inline constexpr int maxConnections = 50'000; ///< and never more than descriptors allow
inline constexpr int maxHalfOpen =
    4'096; ///< accepted, and not yet of a session; past it the oldest goes
inline constexpr int maxHalfOpenPerAddress = 200;
inline constexpr int maxConnectionsPerAddress = 500;
inline constexpr double newConnectionsPerSecond = 20; ///< of one address, on average
inline constexpr double newConnectionBurst = 200;

// TLS
inline constexpr qsizetype maxTlsFileBytes = 1'048'576; ///< a certificate or key file
inline constexpr int maxCertificateNames = 32; ///< names and addresses in the server's own

// Per connection
inline constexpr int controlFramesPerSecond = 10; ///< websocket pings and pongs of one peer
inline constexpr int maxFragments = 1'024; ///< websocket frames of one message
inline constexpr int flushWindowMs =
    5; ///< to one peer at most one write in this time; the first at once
inline constexpr qsizetype flushAtOnceBytes =
    16'384; ///< so much does not wait for the window: a page that somebody asked for
inline constexpr int stallTimeoutMs = 10'000; ///< a peer that takes nothing for so long is cut
inline constexpr qsizetype maxQueuedBytes =
    1'048'576; ///< unsent to one peer; past it the peer is cut
inline constexpr qsizetype replayQueueBytes =
    65'536; ///< a replay pauses while more than this is unsent
inline constexpr qsizetype volatileQueueBytes =
    262'144; ///< who types is not told to a peer with more than this unsent

// Text
inline constexpr int maxNameGraphemes = 32;
inline constexpr qsizetype maxNameBytes = 256; ///< UTF-8; looked at before anything is computed
inline constexpr int maxRoomNameGraphemes = 64;
inline constexpr int maxChatCodePoints = 8'000;
inline constexpr int maxCidChars = 64;
inline constexpr int maxIdChars = 64;
inline constexpr int maxSecretChars = 1'024; ///< token, password, invite code
inline constexpr int maxQueryChars = 256;
inline constexpr int maxTopicGraphemes = 512;
inline constexpr int maxTopicChars =
    4'096; ///< UTF-16 units; looked at before graphemes are counted
inline constexpr int maxReasonChars = 256; ///< of a kick or ban
inline constexpr int maxClientChars = 64; ///< each of a client's name, version and locale
inline constexpr int maxEmojiChars = 32; ///< UTF-16 units of one reaction
inline constexpr int maxQuoteCodePoints = 120; ///< of the message that another one answers

// Rooms and messages
inline constexpr int maxInvitedUsers = 100; ///< in one room:create or room:invite
inline constexpr int maxRoomMembers = 5'000; ///< but of the lobby, where everybody comes in
inline constexpr int maxRoomsPerUser = 500; ///< that one makes or joins
inline constexpr double roomsPerDay = 20; ///< that one person makes; all at once if it likes
inline constexpr double roomTriesPerSecond = 1; ///< also those that are refused
inline constexpr double roomTriesBurst = 30;
inline constexpr double roomChangesPerSecond = 5; ///< joins, settings, members of one person
inline constexpr double roomChangeBurst = 20;
inline constexpr int maxSlowModeSeconds = 3'600;
inline constexpr int maxFilesPerMessage = 10;
inline constexpr int maxReactionKinds = 20; ///< of one message
inline constexpr int maxReactions = 1'000; ///< of one message, all kinds together: it travels whole
inline constexpr int maxMentions = 100; ///< of one message
inline constexpr int maxMentionKeys =
    1'024; ///< names that the @s of one message may mean; what is behind them names nobody
inline constexpr int maxReaders = 1'000; ///< people in one message:readers
inline constexpr double readersPerSecond = 5; ///< message:readers of one person
inline constexpr double readersBurst = 20;
inline constexpr double marksPerSecond = 10; ///< read:set of one person
inline constexpr double marksBurst = 30;
inline constexpr int markIntervalMs = 1'000; ///< between two read:changed of a person in a room
inline constexpr int typingIntervalMs = 2'000; ///< between two typing:set of a person in a room
inline constexpr int typingForgottenMs = 10'000; ///< who has not said so again types no more
inline constexpr int maxTyping = 10'000; ///< people in rooms of whom it is known
inline constexpr int maxSlowModeWaits = 10'000; ///< people in rooms who wait for slow mode

// Pages (history, changes, lists)
inline constexpr int maxPageRows = 100;
inline constexpr int defaultPageRows = 50; ///< where a client names no limit
inline constexpr qsizetype maxPageBytes = 262'144;

// Search
inline constexpr int maxSearchChars =
    2'048; ///< UTF-16 units of a query: 1,000 characters of any kind
inline constexpr int maxSearchTerms =
    12; ///< of a query that the index is asked for; the text decides
inline constexpr int maxSearchRanges = 32; ///< places in one hit
inline constexpr int maxSearchCandidates = 2'000; ///< texts that are looked at for one answer
inline constexpr int searchBudgetMs = 6; ///< for one answer; what is left comes with the cursor
inline constexpr int maxSearchedRooms =
    8; ///< that the index is asked for; of more each candidate is looked at
inline constexpr int maxWaitingSearches = 256;
inline constexpr double searchesPerSecond = 2; ///< of one person
inline constexpr double searchBurst = 2;
inline constexpr int maxIndexedAtOnce =
    128; ///< messages in one transaction of the index: acks wait for it
inline constexpr int maxUnindexed =
    20'000; ///< past it the index does not wait for a free moment any more
inline constexpr int indexDelayMs = 200; ///< until a few messages are indexed

// Store
inline constexpr int maxCommitChanges = 256; ///< changes in one transaction
inline constexpr int maxStoreQueue = 10'000; ///< requests waiting for the storage thread

// People
inline constexpr qint64 recoveryMs =
    24LL * 60 * 60 * 1'000; ///< how long a lost connection can come back
inline constexpr int presenceGraceMs = 10'000;
inline constexpr double messagesPerSecond = 10;
inline constexpr double messageBurst = 30;
inline constexpr qsizetype maxKnownRooms =
    1'000; ///< of which a connection finds its home without the store
inline constexpr int wrongCodesPerMinute = 5; ///< class codes, per address

inline constexpr int minPasswordChars = 8; ///< UTF-16 units, composed
inline constexpr int maxPasswordChars = 256;
inline constexpr int passwordThreads = 2; ///< each takes 64 MiB
inline constexpr int maxWaitingPasswords = 64; ///< running or waiting for a thread
inline constexpr int freeWrongPasswords = 5; ///< for one name; then a pause that doubles
inline constexpr qint64 maxLoginPauseMs = 900'000;
inline constexpr int wrongPasswordsPerAddress = 20; ///< in wrongPasswordWindowMs
inline constexpr qint64 wrongPasswordWindowMs = 600'000;
inline constexpr qsizetype maxThrottledNames = 10'000; ///< and addresses, whose guesses are counted
inline constexpr qint64 unusedTokenMs =
    90LL * 24 * 60 * 60 * 1'000; ///< a device that was not here for so long joins anew
inline constexpr int maxSessionsPerUser = 10; ///< devices; the one unseen longest makes room
inline constexpr qint64 inviteMs = 7LL * 24 * 60 * 60 * 1'000; ///< how long an invitation is good
inline constexpr int maxInviteUses = 1'000;
inline constexpr int presenceLeaseMs = 10'000; ///< online for so long after the last connection
inline constexpr double joinsPerSecond = 20; ///< on average, per address
inline constexpr double joinBurst = 500; ///< a school behind one address comes at once
inline constexpr double profileChangesPerSecond =
    0.2; ///< on average, per user: each is told to all
inline constexpr double profileChangeBurst = 10;
inline constexpr double userListsPerSecond = 5; ///< on average, per user
inline constexpr double userListBurst = 20;

// Administration through DIR/control
inline constexpr qsizetype controlLineBytes =
    65'536; ///< one request; a reply may be as long as it is
inline constexpr int controlTimeoutMs =
    5'000; ///< until the request is there, and to take the reply
inline constexpr int controlAnswerTimeoutMs = 60'000; ///< until the request is carried out
inline constexpr int maxControlConnections = 16;
inline constexpr qsizetype controlReplyBytes = 16'777'216; ///< what a subcommand reads as a reply

// Configuration and logs
inline constexpr qint64 maxConfigBytes = 262'144; ///< the file of --config
inline constexpr qint64 logFileBytes =
    20LL * 1'048'576; ///< one file of --log-file; default of --log-size
inline constexpr qint64 minLogFileBytes = 65'536;
inline constexpr qint64 maxLogFileBytes = 1'073'741'824;
inline constexpr int maxLogFiles = 5; ///< with those that were moved aside

// Metrics
inline constexpr int maxMetricsConnections = 16;

// Stopping
inline constexpr int stopTimeoutMs = 10'000;
inline constexpr int stopPollMs = 1'000; ///< for the next request of a peer over polling

// Discovery (docs/protocol.md §11)
inline constexpr int beaconIntervalMs = 1'500; ///< between two announcements of a server
inline constexpr int beaconLinksMs = 6'000; ///< how old what is known of the interfaces may be
inline constexpr int maxBeaconLinks = 32; ///< addresses of this machine that are announced from
inline constexpr int maxBeaconDatagrams =
    256; ///< read in beaconWindowMs; the system drops the rest
inline constexpr int beaconWindowMs = 100;
inline constexpr int beaconAnswersPerSecond = 50; ///< to all who ask
inline constexpr int beaconAnswerGapMs = 100; ///< between two answers to one address
inline constexpr int maxBeaconAskers = 256; ///< addresses that are remembered for it
inline constexpr int beaconWarningMs = 60'000; ///< between two lines about dropped packets
inline constexpr qsizetype maxServerNameBytes = 63; ///< UTF-8; a label of DNS-SD holds no more
inline constexpr int queryIntervalMs =
    2'000; ///< between two questions of a client, after the first
inline constexpr int foundServerMs = 7'000; ///< a server not heard for so long is no longer listed
inline constexpr int maxFoundServers = 64;
inline constexpr int maxServersPerHost = 8; ///< of them that one address announces
inline constexpr int maxServerAddresses = 8; ///< ways to one found server
inline constexpr int searchPatienceMs = 3'000; ///< nothing found by then: the client says why
inline constexpr int maxRecentServers = 5; ///< addresses a client remembers

// Client
inline constexpr int clientConnectTimeoutMs =
    5'000; ///< for each way to a server that is tried, and to the CONNECT reply
inline constexpr int pollSlackMs =
    5'000; ///< how much longer than the ping times a held GET may last
inline constexpr int postTimeoutMs = 20'000; ///< of a polling POST, as long as the server allows
inline constexpr int maxCookies = 8; ///< that one polling link keeps and sends back
inline constexpr qsizetype maxCookieBytes = 4'096; ///< all of them together
inline constexpr int maxShortUpgrades =
    2; ///< after so many upgrades whose websocket died at once, polling is left as it is
inline constexpr int clientAckTimeoutMs = 10'000;
inline constexpr int reconnectMinMs = 500;
inline constexpr int reconnectMaxMs = 30'000;
inline constexpr int helloTimeoutMs = 2'000; ///< no server:hello by then: a classic server
inline constexpr int maxOutboxMessages = 10'000;
inline constexpr int outboxWindow = 8; ///< messages sent and not yet answered, over all rooms
inline constexpr qsizetype maxIncomingBytes =
    4'194'304; ///< one websocket message or polling body from a server
inline constexpr int maxAddressChars = 2'048; ///< what people type as a server's address
inline constexpr int suspendCheckMs =
    10'000; ///< how often a client looks whether the machine slept
inline constexpr int stableConnectionMs =
    5'000; ///< a connection that lived this long resets the back-off
inline constexpr int maxRetryAfterMs = 60'000; ///< a server cannot make a client wait longer
inline constexpr int historyPageRows = 50;
inline constexpr int maxOutboxAside = 20; ///< damaged outboxes that are kept beside the new one
inline constexpr int maxDrafts = 1'000; ///< rooms with a text that was not sent
inline constexpr int maxDraftChars = 65'536; ///< UTF-16 units of one that are kept
inline constexpr int draftDelayMs = 1'000; ///< from a key to the disk
inline constexpr int placeDelayMs = 500; ///< from scrolling to the store
inline constexpr int storeBusyMs = 1'000; ///< wait for another Maru that is closing the store
inline constexpr qint64 maxCacheBytes =
    536'870'912; ///< one account's messages on disk; past it the oldest of the largest room go
inline constexpr int cacheEvictRows = 1'000; ///< that go together
inline constexpr int maxCacheQueue =
    10'000; ///< messages waiting to be written; past it the cache stops until the next start
inline constexpr int maxRestoredRows = 2'000; ///< shown at start, to find the reader's place
inline constexpr int maxHiddenRows = 2'000; ///< newest rows kept of a room that is not shown
inline constexpr int maxTypistsShown = 64; ///< people of whom a client remembers that they type
inline constexpr int typingRepeatMs =
    4'000; ///< how often a client says that its person still types
inline constexpr int maxJumpRows = 5'000; ///< loaded to reach a message that an answer quotes
inline constexpr qint64 maxCatchUpChanges =
    2'000; ///< past it a client starts again from the newest page

} // namespace maru::limits
