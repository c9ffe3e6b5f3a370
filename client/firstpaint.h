// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

namespace maru::client {

/// Tells when the first window of the program has been painted: what the window does not need
/// waits for that, and costs the start nothing. Thread: GUI.
class FirstPaint : public QObject
{
    Q_OBJECT

public:
    explicit FirstPaint(QObject *parent);

    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void painted(); ///< once
};

} // namespace maru::client
