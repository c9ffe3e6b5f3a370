// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QList>
#include <QWidget>

class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace maru::client {

class RailButton;

/// What the rail shows of a server.
struct RailItem
{
    enum class Mark : quint8 {
        None,
        Connecting, ///< also again, after a loss
        Off, ///< the person disconnected it
        Trouble, ///< a person has to do something
    };

    quint64 id = 0; ///< the same for one server as long as it is open
    QString title; ///< plain text
    QString address; ///< as people see it
    QString userName; ///< who one is there
    int unread = 0;
    int forReader = 0; ///< of them
    Mark mark = Mark::None;

    friend bool operator==(const RailItem &, const RailItem &) = default;
};

/// One to three letters for a server: its short name, else the first syllable or the initials.
[[nodiscard]] QString railLetters(const QString &title);

/// The servers at the left edge: a button each, and one that adds another. Their order is changed
/// by dragging, or with Ctrl+Shift and the arrow keys. Thread: GUI.
class ServerRail : public QWidget
{
    Q_OBJECT

public:
    explicit ServerRail(QWidget *parent = nullptr);

    void setItems(const QList<RailItem> &items);
    void setCurrent(quint64 id);
    void setTheme(const Theme &theme);

    [[nodiscard]] QList<RailButton *> buttons() const { return m_buttons; }
    [[nodiscard]] QToolButton *addButton() const { return m_add; }

signals:
    void chosen(quint64 id);
    void moved(int from, int to); ///< asked for; setItems() does it
    void menuWanted(quint64 id, const QPoint &globalPos);
    void addWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void connectButton(RailButton *button);
    void drag(const RailButton *button, int globalY);
    void step(const RailButton *button, int by, bool moves);
    void showNumbers();

    QScrollArea *m_scroll;
    QVBoxLayout *m_column;
    QToolButton *m_add;
    QList<RailButton *> m_buttons; // in the order of the rail
    quint64 m_current = 0;
    Theme m_theme;
};

} // namespace maru::client
