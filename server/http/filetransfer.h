// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

namespace maru::server {

/// One request that moves the bytes of a file, either way. Goes when it has ended.
class FileTransfer : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Bytes that it has moved so far.
    [[nodiscard]] virtual qint64 bytesMoved() const = 0;
    /// Whether the peer has a hand in how fast it goes: not before begun(), and not while only its
    /// end is missing.
    [[nodiscard]] virtual bool isMoving() const = 0;
    /// It moves hardly anything, and another one needs its place: it ends now.
    virtual void giveWay() = 0;

signals:
    void begun(); ///< what had to be done here first is done: it is the peer's turn
};

} // namespace maru::server
