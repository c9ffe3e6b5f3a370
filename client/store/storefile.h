// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <QVariantList>

#include <memory>
#include <vector>

namespace maru::client {

/// Why a store could not do what it was asked.
struct StoreError
{
    enum class Kind : quint8 {
        Damaged, ///< the file is no database, or its pages or rows make no sense
        Newer, ///< a later version of Maru wrote it
        InUse, ///< another Maru has it open
        Unwritable, ///< disk full, read-only, no permission …
    };
    Kind kind = Kind::Unwritable;
    QString text; ///< the database's own words, for the log
};

/// How one of the client's databases is made.
struct StoreSchema
{
    enum class Durability : quint8 {
        Normal, ///< a power cut may take the last commits back
        Full, ///< a commit is on the disk
    };
    /// migrations[i] leads from version i to i + 1; there is at least one.
    std::vector<QStringList> migrations;
    Durability durability = Durability::Normal;
    bool isChecked = false; ///< every page is looked at when it is opened: for small ones only
};

/// One SQLite file of the client, which nobody else may have open meanwhile. Thread: the one that
/// opens it.
class StoreFile
{
public:
    /// Makes it where it is not there, readable for its owner only, and brings it to the newest
    /// version. Leaves a file that it refuses as it was.
    [[nodiscard]] static Result<std::unique_ptr<StoreFile>, StoreError>
    open(const QString &path, const StoreSchema &schema);
    /// A file that may be damaged or of another version: only a copy, since SQLite may write even
    /// to read.
    [[nodiscard]] static Result<std::unique_ptr<StoreFile>, StoreError>
    openAsItIs(const QString &path);

    StoreFile(const StoreFile &) = delete;
    StoreFile &operator=(const StoreFile &) = delete;
    ~StoreFile();

    /// Kept and used again; the caller finishes with it before the next call with the same \p sql.
    [[nodiscard]] QSqlQuery &prepared(const QString &sql);
    /// prepared() with \p values bound; a null text is an empty one.
    [[nodiscard]] QSqlQuery &bound(const QString &sql, const QVariantList &values);
    /// Runs what prepared() gave, with everything bound.
    [[nodiscard]] static Result<void, StoreError> run(QSqlQuery &query);
    [[nodiscard]] Result<void, StoreError> execute(const QString &sql);
    /// The first column of the first row; 0 if there is none.
    [[nodiscard]] Result<qint64, StoreError> number(const QString &sql);

    /// All of \p work, or nothing of it.
    template<class Work>
    [[nodiscard]] Result<void, StoreError> inTransaction(Work work)
    {
        if (auto begun = execute(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
            return begun;
        }
        Result<void, StoreError> done = work();
        if (done) {
            done = execute(QStringLiteral("COMMIT"));
        }
        if (!done) {
            // May fail in its turn: on a full disk SQLite has rolled back already.
            static_cast<void>(execute(QStringLiteral("ROLLBACK")));
        }
        return done;
    }

private:
    StoreFile();
    [[nodiscard]] Result<void, StoreError> begin(const QString &path);
    [[nodiscard]] Result<void, StoreError> configure(const StoreSchema &schema);
    [[nodiscard]] Result<void, StoreError> migrate(const StoreSchema &schema);

    QString m_name;
    QSqlDatabase m_database;
    std::vector<std::pair<QString, std::unique_ptr<QSqlQuery>>> m_prepared;
};

/// Moves the file and what belongs to it out of the way: "x.db" becomes "x.<why>.db". An earlier
/// one of that name goes, so that bad luck does not fill the disk, unless \p keepsEarlier: then a
/// number is added. The new path; empty if it could not be moved.
[[nodiscard]] QString setAside(const QString &path, const QString &why, bool keepsEarlier);
void removeStore(const QString &path);

} // namespace maru::client
