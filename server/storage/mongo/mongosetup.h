// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoconnection.h"

#include <QString>

/// What a server and a migration do alike with a database before they use it.
namespace maru::server {

/// The collection that is there as long as a copy of another store is not finished.
inline constexpr auto mongoCopy = "maru_migration";

/// For the administrator: what is wrong with the database of \p address, and what to do.
[[nodiscard]] QString mongoSentence(const MongoAddress &address, const QString &rest);
[[nodiscard]] QString mongoSentence(const MongoAddress &address, const MongoFailure &failure);

/// Whether a store can be there: it answers, is new enough and can be written. The error is a whole
/// sentence.
[[nodiscard]] Result<void, QString> checkMongoServer(MongoConnection &connection,
                                                     const MongoAddress &address);

[[nodiscard]] MongoResult<void> makeMongoIndexes(MongoConnection &connection);

} // namespace maru::server
