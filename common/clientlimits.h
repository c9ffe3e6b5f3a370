// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"

/// The bounds of the client alone, beside those of common/limits.h.
namespace maru::limits {

// Discovery (docs/protocol.md §11)
inline constexpr int queryIntervalMs =
    2'000; ///< between two questions of a client, after the first
inline constexpr int foundServerMs = 7'000; ///< a server not heard for so long is no longer listed
inline constexpr int maxFoundServers = 64;
inline constexpr int maxServersPerHost = 8; ///< of them that one address announces
inline constexpr int maxServerAddresses = 8; ///< ways to one found server
inline constexpr int searchPatienceMs = 3'000; ///< nothing found by then: the client says why
inline constexpr int maxRecentServers = 5; ///< addresses a client remembers
inline constexpr int maxOpenServers = 32; ///< in one window
inline constexpr int unreadCountDelayMs = 50; ///< from a message to the counts beside the servers
inline constexpr int maxProfileChars = 32; ///< UTF-16 units of a profile's name
inline constexpr int maxPersonProfiles = 64; ///< that a new window looks through for a free one
inline constexpr qsizetype maxHandOverBytes = 16'384; ///< what a second start tells the first
inline constexpr int maxActivationChars = 512; ///< of a token by which a window may come forward
inline constexpr int maxHandOvers = 8; ///< second starts that are listened to at a time
inline constexpr int handOverMs = 5'000; ///< until one of them gives up

// Connection, outbox, store
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
inline constexpr int maxWaitingChanges =
    1'000; ///< edits, deletions and reactions that the server has not confirmed
inline constexpr int maxNotices = maxWaitingChanges; ///< to be read: all of those may be refused
inline constexpr int outboxWindow = 8; ///< messages sent and not yet answered, over all rooms
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
inline constexpr int maxHiddenRows = 500; ///< newest rows kept of a room that is not shown
inline constexpr int maxShownRows = 6'000; ///< of the one that is; past it those farthest away go
inline constexpr int shownRowsTrimmed = 1'000; ///< that go together
inline constexpr qsizetype maxSharedAuthors = 1'000; ///< of one room's rows, each in memory once
inline constexpr int maxTypistsShown = 64; ///< people of whom a client remembers that they type
inline constexpr int typingRepeatMs =
    4'000; ///< how often a client says that its person still types
inline constexpr int directoryDelayMs = 250; ///< from a key to the question for rooms or people
inline constexpr int maxDirectoryRows = 2'000; ///< of one search for rooms or people
inline constexpr int maxKeptMembers = 1'000; ///< of a room, in the cache
inline constexpr int maxMembersShown = 5'000; ///< of one room; as many as any but the lobby has
inline constexpr int maxSanctionsShown = 1'000; ///< bans and mutes in one list
inline constexpr int maxPinnedRooms = 200; ///< remembered, over all servers
inline constexpr qsizetype maxReadersShown = 5'000; ///< of a room, whose reading is followed
inline constexpr int maxRecentEmojis = 32; ///< that the picker offers first
inline constexpr int maxCatchUpsAtOnce =
    2; ///< pages of what was missed, of all rooms; more could pass what a server keeps unsent
inline constexpr qint64 maxCatchUpChanges =
    2'000; ///< past it a client starts again from the newest page
inline constexpr qint64 maxMissedChanges =
    1'000'000; ///< past it the server was restored: what was read here may be another past

// Settings
inline constexpr qint64 maxSettingsBytes = 4'194'304; ///< a larger settings file is not one of ours
inline constexpr int maxSettingsAside = 20; ///< damaged settings files that are kept

// The own account
inline constexpr int keychainTimeoutMs =
    20'000; ///< until a token is no longer waited for: a person may have to unlock the keychain
inline constexpr int leastPasswordChars = 8; ///< as minPasswordChars of the server, which decides
inline constexpr int mostPasswordChars = 256;
inline constexpr int maxCodeChars = 128; ///< of an invitation, an owner or class code, as typed

// A server of one's own
inline constexpr int hostStartMs = 20'000; ///< from its start until it answers
inline constexpr int hostPollMs = 100; ///< between two questions whether it does
inline constexpr int hostAnswerMs = 5'000; ///< to one question
inline constexpr int hostStopMs = 12'000; ///< the server itself takes 10 s at most
inline constexpr qsizetype maxHostAnswerBytes = 16'777'216; ///< as controlReplyBytes of the server
inline constexpr qsizetype maxHostErrorChars = 2'000; ///< of what it prints, at the end

// Finding
inline constexpr int searchIndexDelayMs = 1'000; ///< from a change of the cache to its index
inline constexpr int searchIndexRows = 128; ///< messages indexed in one piece of the store's thread
inline constexpr int searchIndexKeptChanges =
    1'024; ///< indexed changes that the cache remembers until the index is known to be on the disk
inline constexpr int searchIndexMinDead = 20'000; ///< rows of messages that are gone; past it, and
                                                  ///< past those that are not, it is made again
inline constexpr int maxSearchIndexRebuilds = 3; ///< of one damaged index in one run
inline constexpr int localSearchMs = 10; ///< the store's thread for one piece of a search
inline constexpr int localSearchCandidates = 2'000; ///< texts looked at in one piece
inline constexpr int searchTypingMs = 30; ///< from a key to the search on this computer
inline constexpr int searchServerMs = 400; ///< from the last key to the search at the server
inline constexpr int searchSlowMs = 1'000; ///< wait where SLOW_DOWN names none
inline constexpr int maxSearchRows = 2'000; ///< hits one list holds
inline constexpr int maxRecentRooms = 64; ///< rooms a quick switcher knows the last use of
inline constexpr int maxSwitcherRows = 50; ///< offered at once
inline constexpr int maxSlowQuestions = 20; ///< one that was too fast is asked again so often
inline constexpr int maxSwitcherPeople = 2'000; ///< names a quick switcher knows

// Files
inline constexpr qint64 uploadSliceBytes = 262'144; ///< of a file in one request, and in memory
inline constexpr int maxWaitingFiles =
    2 * maxFilesPerMessage; ///< at one input: what is taken back may be too much
inline constexpr int maxFileChecks = 64; ///< files at once that are looked at before they are taken
inline constexpr int uploadSlicesAhead = 2; ///< read while one is being sent
inline constexpr int fileStallMs = 30'000; ///< a transfer in which no byte moves for so long
inline constexpr qint64 maxFileAnswerBytes = 65'536; ///< of anything but the bytes of a file
inline constexpr qint64 downloadAheadBytes = 1'048'576; ///< received and not yet taken
inline constexpr int saveEndMs = 100; ///< for what is given up to go from a disk
inline constexpr int maxDownloads = 20; ///< listed at once
inline constexpr int runningDownloads = 3; ///< of them; Qt's six connections are for pictures too
inline constexpr int mostUploadLosses = 6; ///< of one file that the server says it has not

// Pictures of others (decision 23)
inline constexpr qint64 maxPictureBytes = 33'554'432; ///< of one that is looked at here
inline constexpr qint64 maxThumbnailSourceBytes = 8'388'608; ///< fetched without being asked to
inline constexpr int maxPictureSide = 8'192; ///< px
inline constexpr qint64 maxPicturePixels = 20'000'000;
inline constexpr int pictureAllocationMiB = 80; ///< for Qt's readers
static_assert((qint64(pictureAllocationMiB) << 20) >= 4 * maxPicturePixels); // as they are decoded
inline constexpr qsizetype thumbnailCacheBytes = 16'777'216; ///< decoded; no screen shows half
inline constexpr int maxThumbnailQueue = 64; ///< wanted and not yet fetched; the oldest goes
inline constexpr int maxThumbnailFetches = 2; ///< at once
inline constexpr int maxThumbnailFailures = 1'000; ///< remembered, so as not to be fetched again
inline constexpr int thumbnailWidth = 320; ///< as drawn; kept as sharp as the screen is
inline constexpr int thumbnailHeight = 240;
inline constexpr double sharpestThumbnail = 2; ///< pixels for each of those, at most

// Attention
inline constexpr int noticeDelayMs = 250; ///< of silence, until a notification is shown
inline constexpr int noticeMostDelayMs = 2'000; ///< where there is no silence
inline constexpr int noticeSpacingMs = 1'000; ///< at least, between two times of showing
inline constexpr int maxNoticesAtOnce = 3; ///< past it, one for all rooms
inline constexpr int maxNoticeRooms = 256; ///< whose messages wait to be shown, or are shown
inline constexpr qsizetype maxNoticeChars = 240; ///< UTF-16 units of a text; of a name 64
inline constexpr qsizetype maxNoticeNameChars = 64;
inline constexpr int notifyAnswerMs = 5'000; ///< of the notification service
inline constexpr int notifyRetryMs = 30'000; ///< after a failure, until the service is asked again
inline constexpr int trayLookMs = 5'000; ///< between two looks for a tray, where there is none
inline constexpr int quietHourMs = 3'600'000; ///< "quiet for an hour"
inline constexpr int quietTomorrowHour = 7; ///< when "until tomorrow" ends, local time

// The log for bug reports
inline constexpr int maxLogLines = 1'000; ///< that a client remembers
inline constexpr int maxLogLineChars = 512; ///< UTF-16 units of what one says

} // namespace maru::limits
