// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlparts.h"
#include "server/storage/storetransfer.h"

#include <functional>
#include <utility>

namespace maru::server {

/// An open SQL store as a StoreSource: for comparing what was written.
class SqlPartsView final : public StoreSource
{
public:
    /// \p sentence makes one of the rest of it.
    SqlPartsView(SqlParts parts, QString place, std::function<QString(const QString &)> sentence)
        : m_parts(std::move(parts))
        , m_place(std::move(place))
        , m_sentence(std::move(sentence))
    { }

    [[nodiscard]] Result<void, QString> open() override { return {}; }
    [[nodiscard]] QString place() const override { return m_place; }
    [[nodiscard]] qint64 bytes() override { return 0; }
    [[nodiscard]] Result<qint64, QString> count(StorePart part) override
    {
        return m_parts.count(part).map_error([this](const QString &why) { return cannot(why); });
    }
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) override
    {
        return m_parts.read(part, after).map_error([this](const QString &why) {
            return cannot(why);
        });
    }

private:
    [[nodiscard]] QString cannot(const QString &why) const
    {
        return m_sentence(QStringLiteral("cannot be read: %1").arg(why));
    }

    SqlParts m_parts;
    QString m_place;
    std::function<QString(const QString &)> m_sentence;
};

} // namespace maru::server
