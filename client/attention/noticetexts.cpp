// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/noticetexts.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/theme.h"
#include "common/clientlimits.h"
#include "common/text/cut.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int avatarPx = 64;
constexpr qsizetype maxRoomsNamed = 4;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AttentionTexts)
};

QString name(const QString &text)
{
    return isolated(clipped(displayName(text), limits::maxNoticeNameChars));
}

// Services know line feeds, not U+2028.
QString body(const QString &text)
{
    return displayText(clipped(text, limits::maxNoticeChars)).replace(QChar::LineSeparator, u'\n');
}

QString roomNames(const QStringList &rooms)
{
    QStringList names;
    for (const QString &room : rooms.mid(0, maxRoomsNamed)) {
        names.append(name(room));
    }
    const QString all = names.join(Words::tr(", ", "between names"));
    return rooms.size() > maxRoomsNamed ? Words::tr("%1 and others").arg(all) : all;
}

QString newMessages(int count)
{
    return Words::tr("%n new message(s)", nullptr, count);
}

} // namespace

QImage avatarImage(const QString &userId, const QString &userName)
{
    QImage image(avatarPx, avatarPx, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(avatarColour(userId));
    const double corner = double(avatarPx) * rhythm::cornerAvatar / rhythm::avatar;
    painter.drawRoundedRect(image.rect(), corner, corner);
    QFont font = withFallbacks(QGuiApplication::font());
    font.setPixelSize(avatarPx / 2);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(image.rect(), Qt::AlignCenter, avatarText(userName));
    return image;
}

Notice noticeOf(const Announcement &announcement, const AttentionChoices &choices)
{
    using Kind = Announcement::Kind;
    const Incoming &last = announcement.last;
    Notice notice;
    notice.key = announcement.key;
    notice.hasSound = choices.hasSound;
    const QString count = newMessages(announcement.count);
    if (announcement.kind == Kind::Summary || announcement.kind == Kind::Away) {
        notice.title = announcement.kind == Kind::Away
            ? Words::tr("While you were away: %1").arg(count)
            : count;
        notice.text = roomNames(announcement.rooms);
        return notice;
    }
    const bool isDirect = last.kind == RoomKind::Direct;
    notice.takesReply = last.kind != RoomKind::Announcement; // moderators answer in the window
    notice.picture = avatarImage(last.authorId, last.author);
    notice.title = isDirect
        ? name(last.author)
        : Words::tr("%1 in %2", "a person in a room").arg(name(last.author), name(last.roomTitle));
    const QString text = choices.showsText ? body(last.text) : newMessages(1);
    notice.text = text;
    if (announcement.kind == Kind::Several) {
        notice.title = isDirect ? name(last.author) : name(last.roomTitle);
        notice.text = count;
        if (choices.showsText) {
            notice.text += u'\n'
                + (isDirect ? text
                            : Words::tr("%1: %2", "a person says").arg(name(last.author), text));
        }
    }
    return notice;
}

} // namespace maru::client
