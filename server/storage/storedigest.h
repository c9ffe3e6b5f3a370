// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/storetransfer.h"

#include <QByteArrayView>
#include <QHash>
#include <QString>
#include <QStringList>

#include <array>
#include <functional>

namespace maru::server {

/// How many records there are, and the sum of their SHA-256 as numbers of 256 bits: the same for
/// the same records in any order.
class RecordSum
{
public:
    void add(const QByteArray &sha256);

    [[nodiscard]] qint64 count() const { return m_count; }
    /// Sum and count in hex.
    [[nodiscard]] QByteArray text() const;
    bool operator==(const RecordSum &) const = default;

private:
    qint64 m_count = 0;
    std::array<quint64, 4> m_sum{}; // the lowest first
};

/// All a store holds, as numbers that tell two stores apart: one sum for each part, and one for the
/// messages of each room with all that hangs on them.
struct StoreDigest
{
    std::array<RecordSum, static_cast<size_t>(StorePart::Count)> parts;
    QHash<QString, RecordSum> rooms; ///< by id; those that have messages
    QString storeId;
    qint64 fileBytes = 0; ///< of all files that people sent

    [[nodiscard]] const RecordSum &operator[](StorePart part) const
    {
        return parts.at(static_cast<size_t>(part));
    }
    /// One word for all of it.
    [[nodiscard]] QString key() const;
    bool operator==(const StoreDigest &) const = default;
};

/// The SHA-256 of \p record, every value of which counts with its kind.
[[nodiscard]] QByteArray hashOf(const StoreRecord &record);

/// Told how many records more are done; called after each batch. An error ends it.
using TransferStep = std::function<Result<void, QString>(qint64 records)>;

/// Reads all of \p source. The error is its, or that of \p step.
[[nodiscard]] Result<StoreDigest, QString> digestOf(StoreSource &source, const TransferStep &step);

/// Where \p written is not as \p source, a line each; at most limits::maxFindings of rooms.
[[nodiscard]] QStringList differences(const StoreDigest &source, const StoreDigest &written);

} // namespace maru::server
