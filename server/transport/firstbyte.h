// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

namespace maru::server {

/// An accepted descriptor until its first byte has come, which is left where it is: it tells TLS
/// from HTTP, and a socket of Qt would have read it away by then.
///
/// Deletes itself after its signal, or without one when the peer goes or says nothing in time.
class FirstByte : public QObject
{
    Q_OBJECT

public:
    /// Owns \p descriptor until `seen`.
    FirstByte(qintptr descriptor, int timeoutMs, QObject *parent);
    ~FirstByte() override;

signals:
    /// The receiver owns \p descriptor now.
    void seen(maru::server::FirstByte *self, qintptr descriptor, bool isTls);

private:
    void look();

    qintptr m_descriptor;
    QSocketNotifier m_notifier;
    QTimer m_timer;
};

} // namespace maru::server
