// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

class QAbstractItemView;

namespace maru::client {

/// Says something to people who use a screen reader, wherever their focus is. Others see nothing of
/// it. Thread: GUI.
///
/// From Qt 6.8 on it is an announcement, polite: it waits for what is being said. Before that, the
/// announcer is a notification in the accessibility tree that comes into view under another name,
/// which Orca reads out, and an alert, which Windows passes on.
class Announcer : public QWidget
{
    Q_OBJECT

public:
    explicit Announcer(QWidget *window);

    void say(const QString &text);
    /// The one of \p window; made when first asked for.
    [[nodiscard]] static Announcer *of(QWidget *window);
};

/// The rows of a list that somebody chooses in with the keys of another widget are said as they are
/// chosen. The list has its model.
void sayChosenRows(QAbstractItemView *list);

} // namespace maru::client
