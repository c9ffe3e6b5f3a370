// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"
#include "client/session/outbox.h"
#include "client/store/clientstore.h"

#include <QHash>
#include <QObject>

namespace maru::client {

/// Keeps the outbox of a run and the one on disk the same: a message is on disk before it may be
/// sent, and goes from there when the server has confirmed it.
///
/// A classic server knows no cid, so a message that was once given to it must not be sent again by
/// itself, whatever happens to this program: that it may be there is on disk before it leaves.
class OutboxKeeper : public QObject
{
    Q_OBJECT

public:
    struct Waiting
    {
        OutboxRow row;
        bool isUnconfirmed = false; ///< it failed because nobody knows whether it arrived
        std::optional<ApiError> error; ///< it failed because the server refused it
    };

    /// All three outlive it.
    OutboxKeeper(ClientStore &store, Outbox &outbox, ChatSession &session,
                 QObject *parent = nullptr);

    /// What an earlier run left. Before the outbox is online. \p isOnDisk false: the person knows
    /// already that nothing is kept.
    void restore(const QList<OutboxRow> &rows, bool isOnDisk);
    void forget();

    /// False if the outbox is full.
    [[nodiscard]] bool add(const OutboxRow &row);
    void retry(const QString &cid);
    [[nodiscard]] bool discard(const QString &cid);
    void accept(const QString &cid); ///< the server has it
    void noteNotKept(); ///< something is in memory only

    // outboxkeeperfiles.cpp
    void setFiles(const QString &cid, const QList<OutboxFile> &files);
    void takeFilesReady(const QString &cid);
    void refuseFiles(const QString &cid, const ApiError &error);
    /// The message fails before it has left: its files are still on their way. Its text;
    /// std::nullopt: it may have left.
    [[nodiscard]] std::optional<QString> stopFiles(const QString &cid);
    /// The files of a message that is discarded next: they are somebody else's now.
    [[nodiscard]] QList<OutboxFile> takeFiles(const QString &cid);

    /// In the order in which they were written.
    [[nodiscard]] QList<Waiting> waiting() const;
    [[nodiscard]] QList<Waiting> waitingIn(const RoomId &room) const;

signals:
    /// The message is next, but its files are not at the server; takeFilesReady() or refuseFiles().
    void filesWanted(const maru::client::OutboxRow &row);
    void filesGone(const maru::client::OutboxRow &row); ///< with their message, sent or not
    /// A message of \p room is no longer waited for that was in memory only: its draft was not
    /// taken away with it.
    void goneFromMemory(const maru::RoomId &room);
    void keptOnDisk(const QString &cid); ///< it survives whatever happens to this program
    void notKept(); ///< the first message that is in memory only
    void failed(const QString &cid, const maru::ApiError &error);
    void unconfirmed(const QString &cid);

private:
    struct Entry
    {
        Waiting waiting;
        qint64 order = 0;
        bool isInMemory = false; ///< the disk has not taken it
        bool wantsFiles = false; ///< it is next, and waits for them
        bool hadFilesAgain = false; ///< the server had forgotten them once
    };

    void send(const OutgoingMessage &message);
    [[nodiscard]] bool sendWithFiles(const OutgoingMessage &message);
    void onRefused(const QString &cid, const ApiError &error);
    void onFailed(const QString &cid, const ApiError &error);
    void onUnconfirmed(const QString &cid);
    void onKept(const QString &cid, bool isOnDisk);
    void forgetRow(const QString &cid);

    ClientStore &m_store;
    Outbox &m_outbox;
    ChatSession &m_session;
    QHash<QString, Entry> m_waiting;
    qint64 m_nextOrder = 0;
    quint64 m_attempt = 0; // counts what is given to classic servers
    bool m_hasToldNotKept = false;
};

} // namespace maru::client
