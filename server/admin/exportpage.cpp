// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/exportpage.h"

#include "common/chat/isotime.h"
#include "common/chat/jsonfields.h"
#include "common/text/filename.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxNameBytes = 80;

constexpr auto style = R"(:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{margin-bottom:0}article{padding:.6rem 0;border-top:1px solid #8884}
article p{margin:.2rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
time,.note{color:#777;font-size:.85rem}.system p{color:#777}
blockquote{margin:.2rem 0 0;padding-left:.6rem;border-left:3px solid #8888;color:#777}
ul{margin:.2rem 0 0;padding-left:1.2rem})";

/// Text of people, as text: nothing in it is markup, and no control character hides.
QString escaped(const QString &text)
{
    QString plain = text;
    for (QChar &c : plain) {
        if ((c.unicode() < 0x20 && c != u'\n' && c != u'\t') || c.unicode() == 0x7f) {
            c = QChar::ReplacementCharacter;
        }
    }
    QString html = plain.toHtmlEscaped();
    return html.replace(u'\'', u"&#39;"_s);
}

/// Its own direction does not reach what stands beside it.
QString isolated(const QString &text)
{
    return u"<bdi>"_s + escaped(text) + u"</bdi>"_s;
}

QString timeElement(qint64 ms)
{
    const QString iso = QString::fromLatin1(isoTime(ms));
    return u"<time datetime=\"%1\">%2 UTC</time>"_s.arg(iso,
                                                        QString(iso).first(19).replace(u'T', u' '));
}

QString styleHash()
{
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray(style), QCryptographicHash::Sha256).toBase64());
}

QString fileItem(const File &file, const ExportedFiles &files)
{
    const QString path = files.value(file.sha256);
    if (path.isEmpty()) {
        return u"<li>%1 <span class=\"note\">%2 bytes, missing</span></li>"_s.arg(
            isolated(file.name), QString::number(file.bytes));
    }
    QStringList parts = path.split(u'/');
    for (QString &part : parts) {
        part = QString::fromLatin1(QUrl::toPercentEncoding(part));
    }
    return u"<li><a href=\"%1\" download>%2</a> <span class=\"note\">%3 bytes</span></li>"_s.arg(
        parts.join(u'/'), isolated(file.name), QString::number(file.bytes));
}

QString bodyOf(const Message &message)
{
    QString html;
    if (message.replyTo) {
        html += u"<blockquote>%1: %2</blockquote>"_s.arg(isolated(message.replyTo->user.userName),
                                                         isolated(message.replyTo->chat));
    }
    if (message.deletedMs) {
        return html + u"<p class=\"note\">deleted</p>"_s;
    }
    return html + u"<p dir=\"auto\">"_s + escaped(message.chat) + u"</p>"_s;
}

} // namespace

QByteArray jsonRoomLine(const Room &room)
{
    JsonWriter out;
    out.beginObject().key("room"_L1).beginObject();
    out.key("_id"_L1).value(room.id.toString());
    out.key("name"_L1).value(room.name);
    out.key("kind"_L1).value(toWire(room.kind));
    out.key("topic"_L1).value(room.topic);
    out.key("archived"_L1).value(room.archived);
    out.key("seq"_L1).value(room.seq);
    out.key("rev"_L1).value(room.rev);
    writeTime(out, "createdAt"_L1, room.createdMs);
    out.endObject().endObject();
    return out.take() + '\n';
}

QByteArray jsonMessageLine(const Message &message)
{
    JsonWriter out;
    writeJson(out, message);
    return out.take() + '\n';
}

QByteArray htmlHead(const Room &room, const QString &serverName)
{
    const QString title = escaped(room.name.isEmpty() ? room.id.toString() : room.name);
    return u"<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src 'sha256-%1'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n"
           "<title>%2</title>\n<style>%3</style>\n</head>\n<body>\n<h1><bdi>%2</bdi></h1>\n"
           "<p class=\"note\">%4, %5 messages, of %6</p>\n"_s
               .arg(styleHash(), title, QString::fromLatin1(style), QString(toWire(room.kind)),
                    QString::number(room.seq), isolated(serverName))
               .toUtf8()
        + (room.topic.isEmpty() ? QByteArray()
                                : u"<p dir=\"auto\">%1</p>\n"_s.arg(escaped(room.topic)).toUtf8());
}

QByteArray htmlMessage(const Message &message, const ExportedFiles &files)
{
    const bool isSystem = message.type == MessageType::System;
    QString html = u"<article id=\"m%1\"%2><b>%3</b> %4"_s.arg(
        QString::number(message.seq), isSystem ? u" class=\"system\""_s : QString(),
        isolated(message.user.userName), timeElement(message.createdMs));
    if (message.editedMs && !message.deletedMs) {
        html += u" <span class=\"note\">edited</span>"_s;
    }
    html += bodyOf(message);
    if (!message.files.isEmpty() && !message.deletedMs) {
        html += u"<ul>"_s;
        for (const File &file : message.files) {
            html += fileItem(file, files);
        }
        html += u"</ul>"_s;
    }
    if (!message.reactions.isEmpty()) {
        html += u"<p class=\"note\">"_s;
        for (const Reaction &reaction : message.reactions) {
            html +=
                u"%1 %2 "_s.arg(isolated(reaction.emoji), QString::number(reaction.users.size()));
        }
        html += u"</p>"_s;
    }
    return (html + u"</article>\n"_s).toUtf8();
}

QByteArray htmlEnd()
{
    return "</body>\n</html>\n";
}

QString safeFileName(const QString &name)
{
    QString safe;
    const QList<uint> characters = name.toUcs4();
    for (const uint character : characters) {
        const bool stays = QChar::isLetterOrNumber(character) || QChar::isMark(character)
            || character == u'-' || character == u'_' || (character == u'.' && !safe.isEmpty());
        safe += stays ? QStringView(QChar::fromUcs4(character)).toString() : u"_"_s;
    }
    safe = cutFileName(safe, maxNameBytes);
    while (safe.endsWith(u'.')) {
        safe.chop(1);
    }
    // What Windows takes for a device, whatever follows the first dot.
    static const QRegularExpression device(u"^(con|prn|aux|nul|com\\d|lpt\\d)(\\.|$)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return device.match(safe).hasMatch() ? u'_' + safe : safe;
}

} // namespace maru::server
