// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomtexts.h"

#include "client/model/failuretexts.h"
#include "common/text/cut.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxReasonChars = 300; // UTF-16 units shown
constexpr qsizetype maxUnsentChars = 2'000;

/// The context of the translations.
struct RoomTexts
{
    Q_DECLARE_TR_FUNCTIONS(RoomTexts)
};

} // namespace

QString requestFailureText(const RequestFailure &failure)
{
    switch (failure.kind) {
    case RequestFailure::Kind::Refused:
        return failureText(failure.error);
    case RequestFailure::Kind::Disconnected:
        return RoomTexts::tr("There is no connection to the server just now.");
    case RequestFailure::Kind::NoAnswer:
    case RequestFailure::Kind::BadReply:
        break;
    }
    return RoomTexts::tr("The server gave no answer. Please try again.");
}

QString questionFailureText(const RequestFailure &failure)
{
    return failure.kind == RequestFailure::Kind::Refused ? readFailureText(failure.error)
                                                         : requestFailureText(failure);
}

QString roomRemovedText(const QString &name, const QString &reason, const QString &unsent)
{
    const qsizetype colon = reason.indexOf(u':');
    const QString word = colon < 0 ? reason : reason.left(colon);
    const QString given =
        colon < 0 ? QString() : cut(reason.mid(colon + 1).trimmed(), maxReasonChars);
    QStringList lines;
    if (word == "kicked"_L1) {
        lines += RoomTexts::tr("A moderator has removed you from the room “%1”.").arg(name);
    } else if (word == "banned"_L1) {
        lines += RoomTexts::tr("A moderator has banned you from the room “%1”.").arg(name);
    } else if (word != "left"_L1 || !unsent.isEmpty()) {
        lines += RoomTexts::tr("You are no longer in the room “%1”.").arg(name);
    }
    if (!given.isEmpty() && !lines.isEmpty()) {
        lines += RoomTexts::tr("The reason given: %1").arg(given);
    }
    if (!unsent.isEmpty()) {
        lines += RoomTexts::tr("What you were writing there is kept: %1")
                     .arg(clipped(unsent, maxUnsentChars));
    }
    return lines.join(u'\n');
}

QStringList unreadTexts(const UnreadCounts &counts)
{
    QStringList texts;
    if (counts.unread > 0) {
        texts.append(RoomTexts::tr("%n not read", nullptr, counts.unread));
    }
    if (counts.forReader > 0) {
        texts.append(RoomTexts::tr("%n for you", nullptr, counts.forReader));
    }
    return texts;
}

QString stillWaitingText(int count)
{
    return count > 0
        ? RoomTexts::tr("%n message(s) or change(s) of yours are not sent yet. They go "
                        "out when you join again under this name.",
                        nullptr, count)
        : QString();
}

QString directRoomName(const QString &name, const QString &ownName)
{
    const QString before = ownName + ", "_L1;
    const QString behind = ", "_L1 + ownName;
    if (name.startsWith(before)) {
        return name.mid(before.size());
    }
    return name.endsWith(behind) ? name.chopped(behind.size()) : name;
}

} // namespace maru::client
