// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHashFunctions>
#include <QString>

#include <utility>

namespace maru {

/// An opaque identifier of one kind of thing: ids of rooms and users cannot be mixed up.
///
/// On the wire a string of 24 hex digits; other servers may use other strings, so nothing is read
/// into it.
template<class Tag>
class Id
{
public:
    Id() = default;
    explicit Id(QString text)
        : m_text(std::move(text))
    { }

    [[nodiscard]] const QString &toString() const { return m_text; }
    [[nodiscard]] bool isNull() const { return m_text.isEmpty(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_text == b.m_text; }
    friend bool operator!=(const Id &a, const Id &b) { return a.m_text != b.m_text; }
    friend bool operator<(const Id &a, const Id &b) { return a.m_text < b.m_text; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }

private:
    QString m_text;
};

using UserId = Id<struct UserTag>;
using RoomId = Id<struct RoomTag>;
using MessageId = Id<struct MessageTag>;
using FileId = Id<struct FileTag>;
using SessionId = Id<struct SessionTag>;

} // namespace maru
