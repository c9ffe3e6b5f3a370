// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/linkupgrade.h"

#include <QUrlQuery>

#include <utility>

namespace maru::client {

LinkUpgrade::LinkUpgrade(PollingLink &polling, WebSocketLink *probe, QObject *parent)
    : QObject(parent)
    , m_polling(polling)
    , m_probe(probe)
{
    m_probe->setParent(this);
    m_deadline.setSingleShot(true);
    connect(m_probe, &WebSocketLink::opened, this, [this] { m_probe->sendPacket("2probe"); });
    connect(m_probe, &EngineLink::textReceived, this, &LinkUpgrade::onProbeAnswer);
    connect(m_probe, &EngineLink::binaryReceived, this,
            [this] { refuse(QStringLiteral("binary in answer to the probe")); });
    connect(m_probe, &EngineLink::failed, this,
            [this](const LinkFailure &failure) { refuse(failure.detail); });
    connect(&m_polling, &PollingLink::paused, this, &LinkUpgrade::onPaused);
    connect(&m_deadline, &QTimer::timeout, this, [this] { refuse(QStringLiteral("too slow")); });
}

void LinkUpgrade::start(const QUrl &url, int timeoutMs)
{
    QUrl withSid = url;
    QUrlQuery items(url);
    items.addQueryItem(QStringLiteral("sid"),
                       QString::fromLatin1(QUrl::toPercentEncoding(m_polling.sid())));
    withSid.setQuery(items);
    m_deadline.start(timeoutMs);
    m_probe->open(withSid, m_polling.cookies());
}

void LinkUpgrade::onProbeAnswer(const QByteArray &packet)
{
    if (m_isAnswered || packet != "3probe") {
        refuse(QStringLiteral("a wrong answer to the probe"));
        return;
    }
    m_isAnswered = true;
    m_deadline.start(); // again as long
    m_polling.pause();
}

void LinkUpgrade::onPaused()
{
    m_deadline.stop();
    m_polling.disconnect(this);
    WebSocketLink *const socket = std::exchange(m_probe, nullptr);
    socket->disconnect(this);
    socket->sendPacket("5");
    const QList<QByteArray> unsent = m_polling.takeUnsent();
    for (const QByteArray &packet : unsent) {
        socket->sendPacket(packet);
    }
    emit upgraded(socket);
}

void LinkUpgrade::abort()
{
    m_deadline.stop();
    m_polling.disconnect(this);
    if (m_probe) {
        m_probe->disconnect(this);
        m_probe->abort();
        std::exchange(m_probe, nullptr)->deleteLater();
    }
}

void LinkUpgrade::refuse(const QString &why)
{
    abort();
    if (m_isAnswered) {
        m_polling.resume();
    }
    emit refused(why);
}

} // namespace maru::client
