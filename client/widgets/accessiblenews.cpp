// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/accessiblenews.h"

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/messageview.h"

#include <QEvent>
#include <QLabel>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int pauseMs = 500; // what arrives within it is said together
constexpr int mostSaid = 3; // more are only counted
constexpr qsizetype mostChars = 1'000; // of one message; the rest is there to be read

QStringList textsOf(const QList<QPersistentModelIndex> &messages)
{
    QStringList texts;
    for (const QPersistentModelIndex &index : messages) {
        if (index.isValid()) {
            texts << AccessibleMessages::spokenText(index).left(mostChars);
        }
    }
    return texts;
}

} // namespace

AccessibleNews::AccessibleNews(MessageView *messages, const QList<QLabel *> &lines, QWidget *window)
    : QObject(window)
    , m_messages(messages)
    , m_announcer(Announcer::of(window))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &AccessibleNews::sayNotes);
    const QAbstractItemModel *model = messages->model();
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        m_arrived = {};
        m_failed = {};
    });
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { noteArrivals(first, last); });
    connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) {
                if (roles.isEmpty() || roles.contains(MessageListModel::DeliveryRole)) {
                    noteFailures(first.row(), last.row());
                }
            });
    for (QLabel *line : lines) {
        addLine(line);
    }
}

void AccessibleNews::addLine(QLabel *line)
{
    line->installEventFilter(this);
}

// Not the history that fills an empty list, nor older rows, nor a piece of the past; but the first
// message that is ever written in a room.
void AccessibleNews::noteArrivals(int first, int last)
{
    const QAbstractItemModel *model = m_messages->model();
    const bool isHistory =
        first == 0 && !model->index(0, 0).data(MessageListModel::ArrivedRole).toBool();
    if (isHistory || m_messages->hasNewer()) {
        return;
    }
    // One's own messages on their way stand behind what arrives.
    for (int row = last + 1; row < model->rowCount(); ++row) {
        if (!model->index(row, 0).data(MessageListModel::IsOwnRole).toBool()) {
            return;
        }
    }
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = model->index(row, 0);
        if (!index.data(MessageListModel::IsOwnRole).toBool()) {
            note(index, m_arrived);
        }
    }
}

void AccessibleNews::noteFailures(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_messages->model()->index(row, 0);
        if (index.data(MessageListModel::DeliveryRole).toInt() == int(Delivery::Failed)) {
            note(index, m_failed);
        }
    }
}

void AccessibleNews::note(const QModelIndex &index, Notes &notes)
{
    if (!m_messages->isVisible()) {
        return; // of a server in the background, as of a room in the background
    }
    ++notes.count;
    if (notes.some.size() < mostSaid) {
        notes.some.append(index);
    }
    if (!m_pause.isActive()) {
        m_pause.start();
    }
}

void AccessibleNews::sayNotes()
{
    const Notes arrived = std::exchange(m_arrived, {});
    const Notes failed = std::exchange(m_failed, {});
    QStringList words;
    words << (arrived.count > mostSaid
                  ? QStringList{tr("%n new message(s)", nullptr, arrived.count)}
                  : textsOf(arrived.some));
    words << (failed.count > mostSaid
                  ? QStringList{tr("%n message(s) were not sent", nullptr, failed.count)}
                  : textsOf(failed.some));
    m_announcer->say(words.join(u'\n'));
}

void AccessibleNews::sayLine(QLabel *line)
{
    const QVariant kind = line->property(kindProperty);
    const QString news = kind.isValid() ? kind.toString() : line->text();
    if (m_said.value(line) != news) {
        m_said.insert(line, news);
        m_announcer->say(line->text());
    }
}

// A label says nothing when its text changes; but then it is painted.
bool AccessibleNews::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        sayLine(static_cast<QLabel *>(watched));
    } else if (event->type() == QEvent::Hide) {
        m_said.remove(static_cast<QLabel *>(watched));
    }
    return QObject::eventFilter(watched, event);
}

} // namespace maru::client
