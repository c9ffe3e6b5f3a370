// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/objects.h"
#include "common/result.h"
#include "common/text/ngrams.h"

#include <QList>
#include <QString>

#include <optional>

/// The events of docs/protocol.md about searching.
namespace maru {

/// What a message must carry to be found.
struct SearchHas
{
    bool file = false;
    bool image = false;
    bool link = false;

    friend bool operator==(const SearchHas &, const SearchHas &) = default;
};

struct MessageSearch
{
    QString query; ///< at most limits::maxSearchChars
    RoomId room = {}; ///< null: every room of the asker
    UserId from = {}; ///< null: anybody
    SearchHas has = {};
    std::optional<qint64> sinceMs = {}; ///< not before
    std::optional<qint64> untilMs = {}; ///< before
    int limit = 0;
    QString cursor = {}; ///< of the answer before; empty: from the newest on
};

struct SearchReply
{
    struct Hit
    {
        Message message;
        QList<TextRange> ranges;
    };
    QList<Hit> hits; ///< newest first
    QString cursor; ///< empty: nothing older is left
};

[[nodiscard]] QByteArray encodeReply(const SearchReply &reply);
[[nodiscard]] Result<SearchReply, DecodeError> searchFromAck(const QJsonObject &ack);

[[nodiscard]] EncodedEvent encodeEvent(const MessageSearch &event);

} // namespace maru
