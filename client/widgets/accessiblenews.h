// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>
#include <QObject>
#include <QPersistentModelIndex>
#include <QTimer>

class QLabel;

namespace maru::client {

class Announcer;
class MessageView;

/// What happens in the window beside the focus, said to people who use a screen reader: messages of
/// others as they arrive, one's own that failed, and the lines that come up around the
/// conversation. Many at once are counted. Thread: GUI.
class AccessibleNews : public QObject
{
    Q_OBJECT

public:
    /// Of a line: while it stays the same, another text is no news. Without it each text is.
    static constexpr auto kindProperty = "newsKind";

    AccessibleNews(MessageView *messages, const QList<QLabel *> &lines, QWidget *window);

    void addLine(QLabel *line);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Notes
    {
        QList<QPersistentModelIndex> some; ///< a few, in their order
        int count = 0; ///< with those that are not among the few
    };

    void noteArrivals(int first, int last);
    void noteFailures(int first, int last);
    void note(const QModelIndex &index, Notes &notes);
    void sayNotes();
    void sayLine(QLabel *line);

    MessageView *m_messages;
    Announcer *m_announcer;
    QTimer m_pause;
    Notes m_arrived;
    Notes m_failed;
    QHash<QLabel *, QString> m_said;
};

} // namespace maru::client
