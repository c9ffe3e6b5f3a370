// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/marks.h"

#include "common/serverlimits.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"
#include "server/chat/rights.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int lookIntervalMs = limits::markIntervalMs / 4;

} // namespace

Marks::Marks(const DomainBasics &basics, bool limitsRates)
    : m_basics(basics)
    , m_limitsRates(limitsRates)
{
    m_timer.setInterval(lookIntervalMs);
    m_timer.callOnTimeout(&m_timer, [this] { tellWaiting(); });
}

void Marks::setRead(const User &reader, const ReadSet &request, Done done)
{
    if (auto refusal = refusalToRead(m_basics.members, reader.id, request.room)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const SetRead change{.room = request.room,
                         .user = reader.id,
                         .seq = request.seq,
                         .nowMs = m_basics.clock.nowMs()};
    m_basics.store.apply(
        change,
        [this, reader, change,
         done = std::move(done)](const Result<SetRead::Reply, StoreError> &reply) {
            if (!reply) {
                done(failure(storeRefusal(reply.error())));
                return;
            }
            done(Nothing());
            if (reply->isNew) {
                tell(
                    {.room = change.room, .user = reader, .seq = reply->seq, .atMs = change.nowMs});
            }
        });
}

void Marks::tell(const ReadChanged &event)
{
    if (!m_limitsRates) {
        m_basics.events.readChanged(event);
        return;
    }
    const qint64 now = m_basics.clock.steadyMs();
    const Key key(event.user.id, event.room);
    const auto told = m_told.find(key);
    if (told != m_told.end() && now - told->atMs < limits::markIntervalMs) {
        told->waiting = event;
        return;
    }
    m_told.insert(key, {.atMs = now, .waiting = {}});
    m_basics.events.readChanged(event);
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void Marks::tellWaiting()
{
    const qint64 now = m_basics.clock.steadyMs();
    QList<ReadChanged> due;
    m_told.removeIf([&due, now](auto entry) {
        Told &told = entry.value();
        if (now - told.atMs < limits::markIntervalMs) {
            return false;
        }
        if (!told.waiting) {
            return true;
        }
        due.append(*std::exchange(told.waiting, {}));
        told.atMs = now;
        return false;
    });
    if (m_told.isEmpty()) {
        m_timer.stop();
    }
    for (const ReadChanged &event : std::as_const(due)) {
        if (m_basics.members.isMember(event.user.id, event.room)
            || !m_basics.members.isConnected(event.user.id)) { // not of somebody who has left
            m_basics.events.readChanged(event);
        }
    }
}

void Marks::readers(const User &asker, const MessageReaders &request,
                    std::function<void(Result<ReadersReply, ApiError>)> done)
{
    if (auto refusal = refusalToRead(m_basics.members, asker.id, request.room)) {
        done(failure(*std::move(refusal)));
        return;
    }
    m_basics.store.read(ReadReaders{.room = request.room, .message = request.message},
                        [&members = m_basics.members,
                         done = std::move(done)](Result<ReadReaders::Reply, StoreError> reply) {
                            if (!reply) {
                                done(failure(reply.error() == StoreError::NotFound
                                                 ? messageNotFound()
                                                 : storeRefusal(reply.error())));
                                return;
                            }
                            ReadersReply readers;
                            for (ReadReaders::Reader &reader : *reply) {
                                reader.user.isOnline = members.isOnline(reader.user.id);
                                if (reader.hasRead) {
                                    readers.read.append({std::move(reader.user), reader.atMs});
                                } else {
                                    readers.unread.append(std::move(reader.user));
                                }
                            }
                            done(std::move(readers));
                        });
}

std::optional<ApiError> Marks::setTyping(const User &user, const TypingSet &request)
{
    if (auto refusal =
            refusalToWrite(m_basics.members, user.id, request.room, m_basics.clock.nowMs())) {
        return refusal;
    }
    const qint64 now = m_basics.clock.steadyMs();
    const Key key(user.id, request.room);
    if (m_typing.size() >= limits::maxTyping && !m_typing.contains(key)) {
        m_typing.removeIf(
            [now](auto entry) { return now - entry.value().sinceMs >= limits::typingForgottenMs; });
        if (m_typing.size() >= limits::maxTyping) {
            return std::nullopt; // nobody is told: it is volatile
        }
    }
    Typing &typing = m_typing[key];
    if (!request.on) {
        // Only what was begun ends, so that this too is told at most once in the interval.
        if (std::exchange(typing.isOn, false)) {
            m_basics.events.typingChanged({.room = request.room, .user = user, .on = false});
        }
        return std::nullopt;
    }
    const qint64 elapsedMs = now - typing.sinceMs;
    if (m_limitsRates && typing.sinceMs > 0 && elapsedMs < limits::typingIntervalMs) {
        return ApiError{.code = ErrorCode::SlowDown,
                        .text = u"on was said already: at most once in %1 s."_s.arg(
                            limits::typingIntervalMs / 1'000),
                        .retryAfterMs = int(limits::typingIntervalMs - elapsedMs)};
    }
    typing = {.sinceMs = now, .isOn = true};
    m_basics.events.typingChanged({.room = request.room, .user = user, .on = true});
    return std::nullopt;
}

} // namespace maru::server
