// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"

/// The bounds of the server alone, beside those of common/limits.h.
namespace maru::limits {

// Engine.IO (the values the reference server announces, but for maxPayload)
inline constexpr int upgradeTimeoutMs = 10'000; ///< from the websocket to its upgrade packet

// Socket.IO
inline constexpr int joinTimeoutMs = 600'000; ///< from CONNECT to a join
inline constexpr int maxNamespacesPerConnection = 16;
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
inline constexpr int listenBacklog = 4'096;
inline constexpr int maxConnections = 50'000; ///< and never more than descriptors allow
inline constexpr int maxHalfOpen = 4'096; ///< of no session yet; past it the oldest goes
inline constexpr int maxHalfOpenPerAddress = 200;
inline constexpr int maxConnectionsPerAddress = 500;
inline constexpr double newConnectionsPerSecond = 20; ///< of one address, on average
inline constexpr double newConnectionBurst = 200;

// TLS
inline constexpr qsizetype maxTlsFileBytes = 1'048'576; ///< a certificate or key file
inline constexpr int maxCertificateNames = 32; ///< names and addresses in the server's own

// Per connection
inline constexpr int controlFramesPerSecond = 10; ///< websocket pings and pongs of one peer
inline constexpr int keyUpdatesPerSecond = 32; ///< of TLS 1.3, of one peer
inline constexpr int maxFragments = 1'024; ///< websocket frames of one message
inline constexpr int turnMs = 2; ///< of a turn of the event loop, for all who send without a pause
inline constexpr int calmAfterMs = 10'000; ///< so long who sent much waits for its turn
inline constexpr int flushWindowMs = 5; ///< at most one write to one peer; the first at once
inline constexpr qsizetype flushAtOnceBytes = 16'384; ///< a page that was asked for: does not wait
inline constexpr qsizetype maxRunBytes = 65'536; ///< messages for many as one; the last may pass it
inline constexpr int stallTimeoutMs = 10'000; ///< a peer that takes nothing for so long is cut
inline constexpr qsizetype replayQueueBytes = 65'536; ///< a replay pauses while more is unsent
inline constexpr qsizetype volatileQueueBytes = 262'144; ///< unsent: is not told who types

// Text
inline constexpr int maxTopicGraphemes = 512;
inline constexpr qsizetype maxTopicBytes = 4'096; ///< UTF-8

// Rooms and messages
inline constexpr int maxRoomMembers = 5'000; ///< but of the lobby, where everybody comes in
inline constexpr int maxRoomsPerUser = 500; ///< that one makes or joins; but direct ones
inline constexpr qsizetype maxJoinBytes = 524'288; ///< of its rooms; then topics are left out
inline constexpr int maxAllRoomsPerUser = 1'000; ///< also of others' doing: a join tells them all
inline constexpr double roomsPerDay = 20; ///< that one person makes; all at once if it likes
inline constexpr double roomTriesPerSecond = 1; ///< also those that are refused
inline constexpr double roomTriesBurst = 30;
inline constexpr double roomChangesPerSecond = 5; ///< joins, settings, members of one person
inline constexpr double roomChangeBurst = 20;
inline constexpr int maxReactions = 1'000; ///< of one message, all kinds together: it travels whole
inline constexpr int maxMentions = 100; ///< of one message
inline constexpr int maxMentionKeys = 1'024; ///< names that the @s of one message may mean
inline constexpr int maxReaders = 1'000; ///< people in one message:readers
inline constexpr int maxEdits = 100; ///< earlier texts in one message:edits, the newest
inline constexpr double readersPerSecond = 5; ///< message:readers and message:edits of one person
inline constexpr double readersBurst = 20;
inline constexpr double marksPerSecond = 10; ///< read:set of one person
inline constexpr double marksBurst = 30;
inline constexpr size_t mostMarkHearers = 200; ///< who see a room; read marks of more are kept
inline constexpr int typingIntervalMs = 2'000; ///< between two typing:set of a person in a room
inline constexpr int maxTyping = 10'000; ///< people in rooms of whom it is known
inline constexpr int maxSlowModeWaits = 10'000; ///< people in rooms who wait for slow mode

// Pages (history, changes, lists)
inline constexpr int maxWaitingPages = 4'096;
inline constexpr qsizetype maxPageBytes = 262'144;

// Search
inline constexpr int maxSearchCandidates = 2'000; ///< texts that are looked at for one answer
inline constexpr int searchBudgetMs = 6; ///< for one answer; what is left comes with the cursor
inline constexpr int maxSearchedRooms = 8; ///< by the index; of more each candidate is looked at
inline constexpr int maxWaitingSearches = 256;
inline constexpr double searchesPerSecond = 2; ///< of one person
inline constexpr double searchBurst = 2;
inline constexpr int maxIndexedAtOnce = 128; ///< messages in one step of the index: acks wait
inline constexpr int maxUnindexed =
    100'000; ///< past it the index does not wait for a free moment any more
inline constexpr int followUpPaceMs = 25; ///< between two pieces of the index in a stream
inline constexpr int indexDelayMs = 200; ///< until a few messages are indexed

// Files
inline constexpr qint64 maxFileBytes = 4LL * 1'073'741'824; ///< of one file; default of --max-file
inline constexpr qint64 quotaBytes = 20LL * 1'073'741'824; ///< of one person; default of --quota
inline constexpr qint64 maxSizeSetting = 1LL << 50; ///< of --max-file and --quota
inline constexpr int filePartBytes =
    65'536; ///< of a file in memory, at most twice for each transfer
inline constexpr int maxTransfers = 256; ///< uploads and downloads at a time
inline constexpr int maxTransfersPerUser = 8;
inline constexpr int crawlWindowMs = 60'000; ///< over which it shows that a transfer crawls
inline constexpr int crawlBytesPerSecond =
    1'024; ///< below it others get its place, if all are taken
inline constexpr int maxOpenUploads = 100; ///< of one person, begun and not ended
inline constexpr int transferStallMs = 30'000; ///< without a byte it is cut
inline constexpr int jpegHeadBytes = 1'048'576; ///< in which the size of a photo is looked for
inline constexpr int maxDiskRequests = 1'024; ///< waiting for the thread of the files
inline constexpr int maxKeptHashes = 4'096; ///< of uploads that pause; others are read again
inline constexpr qint64 hashSliceBytes =
    4'194'304; ///< read again at once, before others have their turn
inline constexpr qint64 uploadMs = 24LL * 60 * 60 * 1'000; ///< until an upload must have gone on
inline constexpr qint64 unusedFileMs = 24LL * 60 * 60 * 1'000; ///< until a message must carry it
inline constexpr int fileSweepMs = 60'000; ///< between two looks for files that nothing carries
inline constexpr int maxSweptFiles = 500; ///< in one transaction
inline constexpr qint64 fileRowBytes = 512; ///< a file of a message, in the bound of a page

// Store; what waits for it has its bounds in common/storelimits.h
inline constexpr int minPostgresVersion = 130'000; ///< as server_version_num counts
inline constexpr int connectSeconds = 3; ///< until a database server has answered
inline constexpr int leaseWaitMs = 2'000; ///< for a database that another server still seems to use
inline constexpr int reconnectMs = 2'500; ///< what waits is refused then, and asks are few
inline constexpr int reconnectEveryMs = 250; ///< between two attempts that nobody waits for
inline constexpr int inDoubtMs = 10'000; ///< to find out whether a COMMIT happened
inline constexpr int storeWatchMs = 2'000; ///< between two looks whether an idle database is there
inline constexpr int maxStoreAttempts = 5; ///< at one transaction that was rolled back

// People
inline constexpr qint64 recoveryMs =
    24LL * 60 * 60 * 1'000; ///< how long a lost connection can come back
inline constexpr double messagesPerSecond = 10;
inline constexpr double messageBurst = 30;
inline constexpr qsizetype maxKnownRooms =
    1'000; ///< of which a connection finds its home without the store
inline constexpr int wrongCodesPerMinute = 5; ///< class codes, per address
inline constexpr int minPasswordChars = 8; ///< UTF-16 units, composed
inline constexpr int maxPasswordChars = 256;
inline constexpr int passwordThreads = 2; ///< each takes 64 MiB
inline constexpr int maxWaitingPasswords = 64; ///< running or waiting for a thread
inline constexpr int maxNewPasswordsPerAddress = 32; ///< of them; a class chooses theirs at once
inline constexpr int freeWrongPasswords = 5; ///< for one name; then a pause that doubles
inline constexpr qint64 maxLoginPauseMs = 900'000;
inline constexpr int wrongPasswordsPerAddress = 20; ///< in wrongPasswordWindowMs
inline constexpr qint64 wrongPasswordWindowMs = 600'000;
inline constexpr qsizetype maxThrottledNames = 10'000; ///< and addresses, whose guesses are counted
inline constexpr qint64 unusedTokenMs =
    90LL * 24 * 60 * 60 * 1'000; ///< a device that was not here for so long joins anew
inline constexpr qint64 seenAgainMs = 86'400'000; ///< a device that stays is noted so often
inline constexpr int maxSessionsPerUser = 10; ///< devices; the one unseen longest makes room
inline constexpr qint64 inviteMs = 7LL * 24 * 60 * 60 * 1'000; ///< how long an invitation is good
inline constexpr int maxInviteUses = 1'000;
inline constexpr qint64 deviceCodeMs = 300'000; ///< how long a name's next device may come with it
inline constexpr qsizetype maxDeviceCodes = 1'000; ///< waiting at the same time, one for a person
inline constexpr int maxDeviceCodeGuesses = 10; ///< wrong ones, then a code is worth nothing
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
inline constexpr int controlTimeoutMs = 5'000; ///< to say the request, and to take the reply
inline constexpr int controlAnswerTimeoutMs = 60'000; ///< until the request is carried out
inline constexpr int maxControlConnections = 16;
inline constexpr qsizetype controlReplyBytes = 16'777'216; ///< what a subcommand reads as a reply

// Keeping: backup, check, export
inline constexpr qint64 maxManifestBytes = 268'435'456; ///< the list of a backup's parts
inline constexpr int maxFindings = 100; ///< of one kind that a check lists
inline constexpr int transferRecords = 500; ///< carried to another store in one transaction
inline constexpr qint64 transferSpareBytes = 67'108'864; ///< that stay free on its disk

// Configuration and logs
inline constexpr qint64 maxConfigBytes = 262'144; ///< the file of --config; .env too
inline constexpr qint64 minLogFileBytes = 65'536;
inline constexpr qint64 maxLogFileBytes = 1'073'741'824;

// Metrics
inline constexpr int maxMetricsConnections = 16;

// Stopping
inline constexpr int stopTimeoutMs = 10'000;
inline constexpr int stopPollMs = 1'000; ///< for the next request of a peer over polling

// Discovery (docs/protocol.md §11)
inline constexpr int beaconIntervalMs = 1'500; ///< between two announcements of a server
inline constexpr int beaconAnswersPerSecond = 50; ///< to all who ask
inline constexpr int beaconAnswerGapMs = 100; ///< between two answers to one address
inline constexpr int maxBeaconAskers = 256; ///< addresses that are remembered for it

} // namespace maru::limits
