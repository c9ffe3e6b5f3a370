// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/storeload.h"

#include "common/storelimits.h"
#include "tests/server/storage/storagefixture.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server::fixture {

namespace {

constexpr int maxWords = 200; // characters of most texts
constexpr int maxLongWords = 6'000; // some need several pages
constexpr int maxRooms = 6;

MessageAuthor authorOf(const UserId &user)
{
    return {user, u"User "_s + user.toString()};
}

} // namespace

StoreLoad::StoreLoad(Maker makeBackend, Clock clock, StoreLedger &ledger, QRandomGenerator &random)
    : m_makeBackend(std::move(makeBackend))
    , m_clock(std::move(clock))
    , m_ledger(ledger)
    , m_random(random)
{ }

QString StoreLoad::open()
{
    m_backend = m_makeBackend();
    const auto opened = m_backend->open();
    return opened ? QString() : opened.error().text;
}

QString StoreLoad::work(int steps)
{
    QString trouble = open();
    if (trouble.isEmpty()) {
        forgetWhatIsGone();
    }
    for (int i = 0; i < steps && trouble.isEmpty(); ++i) {
        trouble = step();
        static_cast<void>(m_backend->followUp(Leisure::Plenty)); // the index is written too
        m_backend->maintain();
        if (trouble.isEmpty() && m_random.bounded(25) == 0) {
            m_backend->close();
            trouble = open();
        }
    }
    m_backend.reset();
    return trouble;
}

// The power was cut before they were acked.
void StoreLoad::forgetWhatIsGone()
{
    m_rooms.removeIf([this](const RoomId &room) {
        const auto found = fixture::read(*m_backend, FindRoom{room, {}, {}});
        return !found || !*found;
    });
    m_users.removeIf([this](const UserId &user) {
        const auto found = fixture::read(*m_backend, FindUser{user});
        return !found || !*found;
    });
}

QString StoreLoad::step()
{
    std::vector<Change> changes;
    if (m_rooms.isEmpty() || (m_rooms.size() < maxRooms && m_random.bounded(12) == 0)) {
        addRoom(changes);
        return commit(changes);
    }
    if (m_users.isEmpty() || m_random.bounded(10) == 0) {
        addPerson(changes);
    }
    const int size = m_users.isEmpty() ? 0 : batchSize();
    for (int i = 0; i < size; ++i) {
        addMessage(changes);
    }
    return commit(changes);
}

int StoreLoad::batchSize()
{
    const int kind = m_random.bounded(20);
    return kind < 10 ? 1
        : kind < 16  ? m_random.bounded(2, 9)
        : kind < 19  ? m_random.bounded(9, 65)
                     : m_random.bounded(65, limits::maxCommitChanges - 4);
}

/// Hangul of any length: three bytes each.
QString StoreLoad::words()
{
    const int most = m_random.bounded(50) == 0 ? maxLongWords : maxWords;
    QString text(m_random.bounded(most + 1), Qt::Uninitialized);
    std::generate(text.begin(), text.end(),
                  [this] { return QChar(char16_t(m_random.bounded(0xAC00, 0xD7A4))); });
    return text;
}

void StoreLoad::addMessage(std::vector<Change> &changes)
{
    const bool isAgain = m_ledger.messageCount() > 0 && m_random.bounded(10) == 0;
    AppendMessage change;
    if (isAgain) {
        change.message = m_ledger.messageAt(m_random.bounded(int(m_ledger.messageCount())));
    }
    const bool canBeSentAgain =
        !change.message.cid.isEmpty() && m_rooms.contains(change.message.room);
    const int number = m_next++;
    if (!canBeSentAgain) {
        change.message = {};
        change.message.room = oneOf(m_rooms);
        change.message.cid = u"c-%1"_s.arg(number);
        change.message.chat = words();
        change.message.user = authorOf(oneOf(m_users));
    }
    change.message.id = MessageId(hexId(number)); // a client's second try gets an id of its own
    change.message.createdMs = number;
    change.message.updatedMs = number;
    change.contentHash = hashOf(change.message.chat);
    m_ledger.recordSent(change.message);
    changes.emplace_back(std::move(change));
}

void StoreLoad::addPerson(std::vector<Change> &changes)
{
    const int number = m_next++;
    const UserId id(hexId(number));
    const QString name = authorOf(id).userName;
    CreateUser user;
    user.user = {id, name, UserRole::Member, false, number, number};
    user.nameKey = name.toLower();
    user.skeleton = name;
    user.tokenHash = hashOf(name);
    changes.emplace_back(user);

    EnterRoom enter{oneOf(m_rooms), id, number, Message()};
    enter.welcome->id = MessageId(hexId(m_next++));
    enter.welcome->room = enter.room;
    enter.welcome->type = MessageType::System;
    enter.welcome->chat = name + u" joined"_s;
    enter.welcome->user.userName = u"system"_s;
    m_ledger.recordSent(*enter.welcome);
    changes.emplace_back(enter);
    changes.emplace_back(SaveRecovery{{hashOf(u"pid of "_s + name), u"sid"_s, id, enter.room, 0}});
}

void StoreLoad::addRoom(std::vector<Change> &changes)
{
    const int number = m_next++;
    const CreateRoom change = room(number, u"Room %1"_s.arg(number));
    m_ledger.recordRoom(change.room.room.id);
    changes.emplace_back(change);
}

QString StoreLoad::commit(const std::vector<Change> &changes)
{
    const auto replies = m_backend->apply(changes);
    for (size_t i = 0; i < replies.size(); ++i) {
        if (!replies[i]) {
            return u"a change was refused: "_s + m_backend->problem();
        }
        recordAck(changes[i], *replies[i]);
    }
    return {};
}

void StoreLoad::recordAck(const Change &change, const ChangeReply &reply)
{
    const qsizetype now = m_clock();
    if (const auto *message = std::get_if<AppendMessage::Reply>(&reply)) {
        m_ledger.recordAck(message->message, now);
    } else if (const auto *user = std::get_if<StoredUser>(&reply)) {
        const QString name = user->user.userName;
        m_users.append(user->user.id);
        m_ledger.recordFact(FindUserByToken{hashOf(name)}, u"the token of "_s + name, now);
    } else if (const auto *room = std::get_if<StoredRoom>(&reply)) {
        const RoomId id = room->room.id;
        m_rooms.append(id);
        m_ledger.recordFact(FindRoom{id, {}, {}}, u"the room "_s + id.toString(), now);
    } else if (const auto *entered = std::get_if<EnterRoom::Reply>(&reply)) {
        const auto &enter = std::get<EnterRoom>(change);
        m_ledger.recordFact(FindMember{enter.room, enter.user},
                            u"a member of "_s + enter.room.toString(), now);
        m_ledger.recordAck(entered->welcome.value_or(Message()), now);
    } else if (const auto *save = std::get_if<SaveRecovery>(&change)) {
        m_ledger.recordFact(FindRecovery{save->record.pidHash, 0}, u"a recovery record"_s, now);
    }
}

} // namespace maru::server::fixture
