// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QImage>
#include <QObject>
#include <QString>

namespace maru::client {

/// What a person is shown outside the window. Plain text, whatever it holds.
struct Notice
{
    QString key; ///< a later one of the same key takes its place
    QString title;
    QString text; ///< may be empty
    QImage picture; ///< may be null
    bool takesReply = false; ///< where the service lets people answer in place
    bool hasSound = false;
};

/// Shows notices to a person. Never blocks; what cannot be shown is told by notShown(). Thread:
/// GUI.
class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Looks for what shows notices. That costs time, so it is no part of the constructor; show()
    /// does it, too.
    virtual void start() { }
    virtual void show(const Notice &notice) = 0;
    virtual void close(const QString &key) = 0; ///< nothing if it is not there

signals:
    void notShown(const maru::client::Notice &notice); ///< nobody has seen it
    /// Clicked; it is closed, too. \p activation: by which the window may come forward; may be
    /// empty, not checked.
    void activated(const QString &key, const QString &activation = {});
    void replied(const QString &key, const QString &text);
    void dismissed(const QString &key); ///< by the person, by time, or by the service
};

} // namespace maru::client
