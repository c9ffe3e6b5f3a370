// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/roompanels.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QTemporaryDir>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

/// A window with the panels of rooms and people, against a scripted server.
class PanelsFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    [[nodiscard]] bool open(const QString &role = u"member"_s);
    void makeWindow(); // with its panels, not shown yet
    virtual void closeWindow() { m_window.reset(); }
    template<class T>
    [[nodiscard]] T *dialog() const
    {
        return m_window->findChild<T *>();
    }
    [[nodiscard]] static QAction *action(QMenu *menu, const QString &name)
    {
        return menu->findChild<QAction *>(name);
    }
    [[nodiscard]] QJsonObject member(const QString &name, const QString &role = u"member"_s) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, role},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, 0}};
    }
    [[nodiscard]] QJsonObject sanction(const QString &name, const QString &kind) const
    {
        return {{u"user"_s, m_server->userOf(name)}, {u"kind"_s, kind}};
    }
    void answer(const QString &event, QJsonObject reply)
    {
        reply.insert(u"ok"_s, true);
        m_server->replies[event].enqueue(reply);
    }
    [[nodiscard]] QJsonObject lastCall(const QString &event) const
    {
        const auto calls = m_server->callsOf(event);
        return calls.isEmpty() ? QJsonObject() : calls.last().argument.toObject();
    }
    static QString errorOf(QWidget *dialog, const QString &field)
    {
        return dialog->findChild<QLabel *>(field + u"Error"_s)->text();
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<testing::FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    RoomPanels *m_panels = nullptr;
};

} // namespace maru::client
