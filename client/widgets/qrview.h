// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QImage>
#include <QWidget>

namespace maru::client {

/// A QR code that a phone reads across a desk: each module has whole pixels of the screen that it
/// is shown on, also when its scale changes, and white is around it in every theme.
class QrView : public QWidget
{
    Q_OBJECT

public:
    static constexpr int sidePx = 168;

    explicit QrView(QWidget *parent = nullptr);

    void setPicture(const QImage &picture); ///< a pixel for each module; null: hidden

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_picture;
};

} // namespace maru::client
