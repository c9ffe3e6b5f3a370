// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/silentsink.h"
#include "server/storage/memorybackend.h"
#include "teststore.h"

#include <QStringList>
#include <QTest>

#include <optional>

namespace maru::server {

/// A clock that stands still until it is turned.
class TestClock final : public Clock
{
public:
    qint64 ms = 1'795'000'000'000; // a day in November 2026
    qint64 setByMs = 0; // by whom it belongs to
    [[nodiscard]] qint64 nowMs() const override { return ms + setByMs; }
    [[nodiscard]] qint64 steadyMs() const override { return ms; }
};

/// Writes down what it is told.
class RecordingSink final : public SilentSink
{
public:
    explicit RecordingSink(QStringList *journal = nullptr)
        : m_journal(journal)
    { }

    QList<Message> messages;
    QList<Message> changed;
    QList<std::pair<UserId, RoomId>> entered;

    void messageAdded(const Message &message) override
    {
        messages.append(message);
        note(u"broadcast "_qs + message.chat);
    }
    void messageChanged(const Message &message) override
    {
        changed.append(message);
        note(u"changed "_qs + message.chat);
    }
    void memberEntered(const UserId &user, const Room &room, const Membership &) override
    {
        entered.append({user, room.id});
        note(u"entered "_qs + room.name);
    }

private:
    void note(const QString &line)
    {
        if (m_journal != nullptr) {
            m_journal->append(line);
        }
    }

    QStringList *m_journal;
};

/// What a completion was called with, and how often.
template<class T>
struct Answer
{
    std::optional<T> last;
    int calls = 0;

    [[nodiscard]] auto handler()
    {
        return [this](const T &result) {
            last = result;
            ++calls;
        };
    }
    [[nodiscard]] bool isOk() const { return calls == 1 && last && last->has_value(); }
    [[nodiscard]] const auto &value() const { return **last; }
    [[nodiscard]] const auto &error() const { return last->error(); }
};

/// An empty store (it has the lobby) with its clock.
struct StoreWorld
{
    StoreWorld()
    {
        if (!backend.open()) {
            qFatal("the memory backend does not open");
        }
        store.journal = &journal;
    }

    [[nodiscard]] StoredRoom roomNamed(const QString &key)
    {
        const auto reply = backend.read(FindRoom{.room = {}, .nameKey = key, .classCode = {}});
        return std::get<std::optional<StoredRoom>>(*reply).value_or(StoredRoom());
    }
    [[nodiscard]] std::optional<StoredUser> userNamed(const QString &key)
    {
        const auto reply = backend.read(FindUserByName{.nameKey = key, .skeleton = {}});
        return std::get<std::optional<StoredUser>>(*reply);
    }
    [[nodiscard]] QList<Message> historyOf(const RoomId &room)
    {
        const auto reply = backend.read(ReadHistory{.room = room,
                                                    .direction = ReadHistory::Direction::After,
                                                    .seq = 0,
                                                    .limit = limits::maxPageRows});
        return std::get<ReadHistory::Reply>(*reply).messages;
    }

    QStringList journal;
    TestClock clock;
    MemoryBackend backend;
    TestStore store{backend};
};

/// "김민수 (2)" decomposed, and the like.
[[nodiscard]] inline QString decomposed(const QString &text)
{
    return text.normalized(QString::NormalizationForm_D);
}

} // namespace maru::server
