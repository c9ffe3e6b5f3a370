// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/unreadcounts.h"
#include "client/widgets/theme.h"

#include <QToolButton>

namespace maru::client {

/// Opens the rooms where they are hidden; a dot tells that something is not read there.
/// Thread: GUI.
class RoomsButton : public QToolButton
{
    Q_OBJECT

public:
    explicit RoomsButton(QWidget *parent = nullptr);

    void setCounts(const UnreadCounts &counts);
    void setTheme(const Theme &theme);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    UnreadCounts m_counts;
    Theme m_theme;
};

} // namespace maru::client
