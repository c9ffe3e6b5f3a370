// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QSize>
#include <QString>

namespace maru::client {

/// A reaction under a message.
struct ReactionPill
{
    QString emoji;
    QString text; ///< emoji and count
    bool own = false;
};

/// A file of a message.
struct FileCard
{
    QString name;
    QString detail; ///< kind and size
    QSize picture; ///< of one that is shown as a picture; else empty
};

/// What one row shows, already in words.
struct MessageContent
{
    QString author;
    QString authorId;
    QString text; ///< as sent
    QString time; ///< empty: not shown in this row
    QString status; ///< "sending…", "failed – retry"; empty: nothing to say
    QString failure; ///< why it failed; empty: it did not
    QString day; ///< not empty: a day separator stands above
    QString newLabel; ///< not empty: the "new from here" line stands above
    QString moreLabel; ///< the words to show the rest of a long text
    QString quote; ///< not empty: the message answers another one, of which this is shown
    QString editedLabel; ///< "(edited)"; empty: it was not
    QString mention; ///< "@name" that means the reader; empty: nothing does
    QList<ReactionPill> pills;
    QList<FileCard> files;
    bool deleted = false; ///< the text is a placeholder
    bool own = false;
    bool system = false;
    bool failed = false;
    bool isRead = false; ///< the status says by how many, and leads to who
    bool startsGroup = false;
    bool expanded = false;
};

} // namespace maru::client
