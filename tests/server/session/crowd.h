// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "hubworld.h"
#include "server/chat/objectid.h"

#include <QTest>

#include <memory>
#include <vector>

/// Many people in one room, and what one turn brings them.
namespace maru::server {

inline WorldConfig withoutRates()
{
    WorldConfig config;
    config.hub.limitsRates = false;
    return config;
}

/// People in the lobby, every third of them native; rates are off.
struct Crowd : HubWorld
{
    explicit Crowd(int count)
        : HubWorld(withoutRates())
    {
        for (int i = 0; i < count; ++i) {
            come();
        }
        settle();
        for (const auto &peer : peers) {
            (void)peer->take();
        }
    }

    Peer &come()
    {
        const auto number = int(peers.size());
        const QString name = u"name %1"_qs.arg(number);
        peers.push_back(std::make_unique<Peer>(*this));
        if (number % 3 == 2) {
            (void)peers.back()->joinNative(name);
        } else {
            peers.back()->joinClassic(name);
        }
        return *peers.back();
    }

    /// Asks the store to keep \p chat; a turn tells everybody.
    void write(const QString &chat, const QString &roomKey = u"lobby"_qs)
    {
        AppendMessage append;
        append.message.room = roomNamed(roomKey).room.id;
        append.message.chat = chat;
        append.message.user = {.id = UserId(u"other"_qs), .userName = u"other"_qs};
        append.message.id = MessageId(newObjectId(clock.ms));
        store.apply(append, [this](const Result<AppendMessage::Reply, StoreError> &reply) {
            hub().messageAdded(reply->message);
        });
    }

    /// All that waits in the store is answered in one turn, as a commit is.
    void turn()
    {
        store.answerAll();
        QVERIFY(store.waiting().isEmpty());
        settle();
    }

    std::vector<std::unique_ptr<Peer>> peers;
};

/// The texts of what \p peer got since its last take().
inline QStringList freshChats(Peer &peer)
{
    QStringList chats;
    const QStringList packets = peer.take();
    for (const QString &packet : packets) {
        const Received received = Received::parse(packet);
        chats.append(received.event() == u"message" ? received.object()[u"chat"].toString()
                                                    : packet.first(2));
    }
    return chats;
}

inline QStringList numbers(int from, int to)
{
    QStringList texts;
    for (int i = from; i <= to; ++i) {
        texts.append(QString::number(i));
    }
    return texts;
}

} // namespace maru::server
