// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/servers/openserver.h"

#include "client/connection/serveraddress.h"
#include "client/model/notices.h"
#include "client/model/recentservers.h"
#include "client/model/roomlistmodel.h"
#include "client/model/unreadcounts.h"
#include "common/clientlimits.h"

#include <utility>

namespace maru::client {

OpenServer::OpenServer(const ServerPlace &place, const Conversation::Options &options,
                       QObject *parent)
    : QObject(parent)
    , m_conversation(options)
    , m_place(place)
    , m_wanted(place)
{
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(limits::unreadCountDelayMs);
    connect(&m_countTimer, &QTimer::timeout, this, &OpenServer::count);
    const RoomListModel *const rooms = m_conversation.rooms();
    const auto countSoon = [this] {
        if (!m_countTimer.isActive()) {
            m_countTimer.start();
        }
    };
    connect(rooms, &QAbstractItemModel::dataChanged, this, countSoon);
    connect(rooms, &QAbstractItemModel::modelReset, this, countSoon);
    connect(rooms, &QAbstractItemModel::rowsInserted, this, countSoon);
    connect(rooms, &QAbstractItemModel::rowsRemoved, this, countSoon);

    connect(&m_conversation, &Conversation::noticed, this,
            [this](const QString &text) { addNotice(m_notices, text); });
    connect(&m_conversation, &Conversation::joinFailed, this, &OpenServer::noteTrouble);
    connect(&m_conversation, &Conversation::stateChanged, this,
            [this](Conversation::State state, const QString &text) {
                m_stateText = text;
                if (state == Conversation::State::Left) {
                    noteTrouble(m_conversation.leftBecause());
                } else {
                    emit changed();
                }
            });
    connect(&m_conversation, &Conversation::restored, this, [this] { takeName(false); });
    connect(&m_conversation, &Conversation::joined, this, [this] { takeName(true); });
    connect(&m_conversation, &Conversation::ownNameChanged, this, [this] { takeName(true); });
}

QString OpenServer::hostAndPort() const
{
    const auto address = parseServerAddress(m_place.address);
    return address ? address->hostAndPort() : QString();
}

QString OpenServer::title() const
{
    const QString name = m_conversation.serverName();
    return name.isEmpty() ? hostAndPort() : name;
}

OpenServer::Link OpenServer::link() const
{
    if (m_trouble) {
        return Link::Trouble;
    }
    switch (m_conversation.state()) {
    case Conversation::State::Idle:
        break;
    case Conversation::State::Connecting:
        return Link::Connecting;
    case Conversation::State::Online:
        return Link::Online;
    case Conversation::State::Reconnecting:
        return Link::Away;
    case Conversation::State::Left:
        return Link::Trouble;
    }
    return Link::Off;
}

bool OpenServer::hasContent() const
{
    return !m_conversation.ownUser().id.isNull() || !m_conversation.ownUser().userName.isEmpty();
}

void OpenServer::start(const JoinSecrets &secrets)
{
    start(m_place.address, m_place.userName, secrets);
}

void OpenServer::start(const QString &address, const QString &userName, const JoinSecrets &secrets)
{
    m_trouble.reset();
    // Without the fingerprint of a link: once joined, the certificate is remembered.
    m_wanted = {shownAddress(address), userName, false};
    m_goesBack = m_works && !isAtPlace();
    m_conversation.start(address, userName, secrets);
    setPlace(m_hasLetIn ? ServerPlace{m_place.address, m_place.userName, false} : m_wanted);
    emit changed();
}

void OpenServer::resume()
{
    m_trouble.reset();
    m_wanted = m_place;
    m_goesBack = false;
    m_hasLetIn = true;
    m_works = true;
    m_conversation.resume(m_place.address, m_place.userName);
    emit changed();
}

void OpenServer::cancel()
{
    if (m_goesBack) {
        resume();
    } else {
        m_works = false;
        m_conversation.stop();
    }
}

void OpenServer::switchOff()
{
    m_trouble.reset();
    m_wanted = m_place;
    m_goesBack = false;
    m_works = false;
    m_conversation.stop();
    setPlace({m_place.address, m_place.userName, true});
    emit changed();
}

void OpenServer::markAllRead()
{
    const RoomListModel *const rooms = m_conversation.rooms();
    for (int row = 0; row < rooms->rowCount(); ++row) {
        const QModelIndex index = rooms->index(row);
        if (index.data(RoomListModel::UnreadRole).toInt() > 0) {
            m_conversation.markRoomRead(RoomId(index.data(RoomListModel::IdRole).toString()));
        }
    }
}

void OpenServer::count()
{
    const RoomListModel *const rooms = m_conversation.rooms();
    int unread = 0;
    int forReader = 0;
    for (int row = 0; row < rooms->rowCount(); ++row) {
        const UnreadCounts here = unreadCountsOf(rooms->index(row));
        unread += here.unread;
        forReader += here.forReader;
    }
    if (m_unread != unread || m_forReader != forReader) {
        m_unread = unread;
        m_forReader = forReader;
        emit changed();
    }
}

void OpenServer::noteTrouble(const Conversation::JoinFailure &failure)
{
    m_trouble = failure;
    m_works = m_works && !isAtPlace();
    m_goesBack = m_goesBack && failure.kind != Conversation::JoinFailure::Kind::CertificateChanged;
    emit changed();
    emit troubled();
    if (m_goesBack) {
        QTimer::singleShot(0, this, [this] {
            if (m_goesBack && m_trouble) { // else somebody tries again
                resume();
            }
        });
    }
}

// What has let nobody in yet takes nothing from a place that did.
void OpenServer::takeName(bool isIn)
{
    m_wanted.userName = m_conversation.ownUser().userName;
    if (isIn) {
        m_hasLetIn = true;
        m_works = true;
        m_goesBack = false;
    }
    if (isIn || !m_hasLetIn) {
        setPlace({m_wanted.address, m_wanted.userName, m_place.isOff});
    }
    emit changed();
}

bool OpenServer::isAtPlace() const
{
    return m_wanted.address == m_place.address && m_wanted.userName == m_place.userName;
}

void OpenServer::setPlace(const ServerPlace &place)
{
    if (m_place != place) {
        m_place = place;
        emit placeChanged();
    }
}

} // namespace maru::client
