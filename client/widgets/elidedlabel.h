// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLabel>

namespace maru::client {

/// One line of plain text that ends in "…" where there is no room, and is whole in its tool tip
/// then, over what help there is.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    /// Plain text, of several lines if need be, that the tool tip shows too.
    void setHelp(const QString &help);
    /// What the tool tip shows, as HTML; empty if there is none.
    [[nodiscard]] QString toolTipText() const;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] bool isCut() const;
    QString m_help;
};

} // namespace maru::client
