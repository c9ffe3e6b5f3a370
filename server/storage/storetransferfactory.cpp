// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/storetransferfactory.h"

#include "server/storage/backendfactory.h"
#include "server/storage/sql/postgrestransfer.h"
#include "server/storage/sql/sqlitetransfer.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// One end of the store that \p url names: of SQLite or PostgreSQL; \p ofPlugin asks a plugin's
/// backend for its own.
template<class End, class SqliteEnd, class PostgresEnd, class OfPlugin>
Result<std::unique_ptr<End>, QString> endFor(const QString &url, OfPlugin ofPlugin)
{
    const auto maker = backendForUrl(url);
    if (!maker) {
        return failure(maker.error().text);
    }
    const QString scheme = url.section(u':', 0, 0).toLower();
    if (scheme == "sqlite"_L1) {
        const QString rest = url.section(u':', 1);
        return std::unique_ptr<End>(
            std::make_unique<SqliteEnd>(rest.startsWith(u"//") ? rest.mid(2) : rest));
    }
    if (scheme == "postgres"_L1 || scheme == "postgresql"_L1) {
        return parsePostgresUrl(url).map([](const PostgresAddress &address) {
            return std::unique_ptr<End>(std::make_unique<PostgresEnd>(address));
        });
    }
    if (scheme == "memory"_L1) {
        return failure(
            u"A store in memory is gone with its server: there is nothing to migrate."_s);
    }
    const std::unique_ptr<StorageBackend> backend = (*maker)();
    if (auto *ends = dynamic_cast<StoreTransferMaker *>(backend.get())) {
        return ofPlugin(*ends);
    }
    return failure(
        u"Stores of the kind %1 cannot be migrated by this version of Maru."_s.arg(scheme));
}

} // namespace

Result<std::unique_ptr<StoreSource>, QString> storeSourceForUrl(const QString &url)
{
    return endFor<StoreSource, SqliteStoreSource, PostgresStoreSource>(
        url, [&url](StoreTransferMaker &ends) { return ends.makeSource(url); });
}

Result<std::unique_ptr<StoreTarget>, QString> storeTargetForUrl(const QString &url)
{
    return endFor<StoreTarget, SqliteStoreTarget, PostgresStoreTarget>(
        url, [&url](StoreTransferMaker &ends) { return ends.makeTarget(url); });
}

} // namespace maru::server
