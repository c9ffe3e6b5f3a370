// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoend.h"
#include "server/storage/mongo/mongojournal.h"
#include "server/storage/mongo/mongorows.h"
#include "server/storage/storetransfer.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <map>
#include <optional>

namespace maru::server {

/// Collections that only migrations write.
inline constexpr auto mongoUsage = "maru_usage"; ///< bytes that no file accounts for
inline constexpr auto mongoCarried = "maru_carried"; ///< MongoCarried

/// The store in a database as records. What a server that was killed has in its journal and not in
/// the collections yet counts, and is left where it is. All but messages is held in memory.
class MongoParts final : public StoreSource
{
public:
    /// \p head: the collection of the document that says which store it is.
    MongoParts(MongoEnd &end, const char *head)
        : m_end(end)
        , m_head(head)
    { }

    [[nodiscard]] Result<void, QString> open() override { return {}; }
    [[nodiscard]] QString place() const override { return m_end.place(); }
    [[nodiscard]] qint64 bytes() override { return 0; }
    [[nodiscard]] Result<qint64, QString> count(StorePart part) override;
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) override;

    /// It was written to: what was read counts no more.
    void forget();

private:
    using Step = MongoResult<void>;

    [[nodiscard]] Result<void, QString> prepare();
    [[nodiscard]] Step load();
    [[nodiscard]] Step loadJournal(qint64 written);
    [[nodiscard]] Step loadKind(MongoKind kind);
    [[nodiscard]] Step loadCollection(const char *collection, const MongoConnection::Visit &visit);
    void takeLate(const MongoOperation &operation);
    [[nodiscard]] StoreBatch page(StorePart part, const QString &after);
    [[nodiscard]] MongoResult<StoreBatch> messages(qint64 after);
    [[nodiscard]] MongoResult<QHash<QString, std::vector<MongoEdit>>>
    editsOf(const std::vector<MongoMessage> &messages);

    MongoEnd &m_end;
    const char *m_head;
    std::optional<MongoHeld> m_held;
    StorePart m_part = StorePart::Count; // of m_rows
    MongoRows m_rows;
    // Of the journal.
    std::map<qint64, QByteArray> m_lateMessages; // by order
    QHash<QString, std::map<qint64, MongoEdit>> m_lateEdits; // by message, rev
};

} // namespace maru::server
