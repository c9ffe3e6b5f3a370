// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"

#include <QTimer>

#include <optional>
#include <utility>

namespace maru::client {

/// A server that the next start opens again.
struct ServerPlace
{
    QString address; ///< as it can be typed again
    QString userName;
    bool isOff = false; ///< the person disconnected it

    friend bool operator==(const ServerPlace &, const ServerPlace &) = default;
};

/// One of the servers that are open in the window: its conversation, with a session, a store, an
/// outbox and drafts of its own, and what the rail shows of it. Thread: GUI.
class OpenServer : public QObject
{
    Q_OBJECT

public:
    enum class Link : quint8 {
        Off, ///< the person disconnected it, or it was not started yet
        Connecting,
        Online,
        Away, ///< the connection is lost; attempts go on
        Trouble, ///< it ended for good, trouble() says why: a person has to do something
    };
    Q_ENUM(Link)

    explicit OpenServer(const ServerPlace &place, const Conversation::Options &options = {},
                        QObject *parent = nullptr);

    [[nodiscard]] Conversation *conversation() { return &m_conversation; }
    [[nodiscard]] const Conversation *conversation() const { return &m_conversation; }
    /// The last that has let one in; before that, the one that is tried.
    [[nodiscard]] const ServerPlace &place() const { return m_place; }
    [[nodiscard]] const ServerPlace &wanted() const { return m_wanted; } ///< of the last start()
    /// What was tried failed, and it returns by itself to place(), where it was before.
    [[nodiscard]] bool goesBack() const { return m_goesBack && m_trouble; }
    [[nodiscard]] QString hostAndPort() const; ///< empty if the address is none
    [[nodiscard]] QString title() const; ///< what the server calls itself, else its address
    [[nodiscard]] Link link() const;
    /// Why the last start() failed, or the session was left.
    [[nodiscard]] const std::optional<Conversation::JoinFailure> &trouble() const
    {
        return m_trouble;
    }
    [[nodiscard]] QString stateText() const { return m_stateText; } ///< of the conversation
    /// There is something to show: it is joined, was joined, or the store had it.
    [[nodiscard]] bool hasContent() const;
    /// Messages that were not read, without those of muted and archived rooms.
    [[nodiscard]] int unread() const { return m_unread; }
    /// Those of them that are for the reader: they name them, or come in a room of two.
    [[nodiscard]] int forReader() const { return m_forReader; }
    /// Notices of the conversation that nobody has shown yet; they are taken away.
    [[nodiscard]] QStringList takeNotices() { return std::exchange(m_notices, {}); }

    void start(const JoinSecrets &secrets = {}); ///< at place()
    void start(const QString &address, const QString &userName, const JoinSecrets &secrets);
    void resume(); ///< at place(), as it was in an earlier run: attempts go on
    void noteEarlierRun() { m_hasLetIn = true; } ///< in which place() has let one in
    void cancel(); ///< a start(): back to place(), if it was there before, else it stops
    void switchOff(); ///< disconnects, and stays so until start()
    void markAllRead();

signals:
    void changed(); ///< title(), link() or a count
    void troubled(); ///< trouble()
    void placeChanged(); ///< place()

private:
    void count();
    void noteTrouble(const Conversation::JoinFailure &failure);
    void takeName(bool isIn);
    [[nodiscard]] bool isAtPlace() const;
    void setPlace(const ServerPlace &place);

    Conversation m_conversation;
    ServerPlace m_place;
    ServerPlace m_wanted;
    bool m_hasLetIn = false; // place(), in this run or an earlier one
    bool m_works = false; // there is, or may come back, a connection to place()
    bool m_goesBack = false; // to it, if wanted() fails
    std::optional<Conversation::JoinFailure> m_trouble;
    QStringList m_notices;
    QString m_stateText;
    QTimer m_countTimer; // many messages are counted together
    int m_unread = 0;
    int m_forReader = 0;
};

} // namespace maru::client
