// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLabel>

namespace maru::client {

/// The program's picture at the head of a dialog, drawn for the scale of the screen that it is
/// shown on, also when that changes.
class Logo : public QLabel
{
    Q_OBJECT

public:
    static constexpr int sidePx = 56;

    explicit Logo(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPixmap m_drawn; // for the scale of the last time
};

} // namespace maru::client
