// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

class QAction;

namespace maru::client {

/// "New window as another person": starts this program again with a profile of its own. Thread:
/// GUI.
class PersonController : public QObject
{
    Q_OBJECT

public:
    /// \p ownProfile: the one this program has; \p arguments go to every new one.
    PersonController(const QString &ownProfile, const QStringList &arguments);

    /// In the environment of a new one: the server to join, if the command line names none.
    static constexpr const char *serverVariable = "MARU_JOIN";

    [[nodiscard]] QAction *action() const { return m_action; }
    void setServer(const QString &address) { m_server = address; } ///< the new one's first

signals:
    void failed(const QString &text); ///< translated

private:
    void open();

    QAction *m_action;
    QString m_ownProfile;
    QStringList m_arguments;
    QString m_server;
};

} // namespace maru::client
