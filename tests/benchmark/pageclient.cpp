// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/benchmark/pageclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::bench {

PageClient::PageClient(quint16 port, const QString &name, std::function<void()> joined)
    : m_name(name)
    , m_joined(std::move(joined))
{
    m_clock.start();
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &PageClient::receive);
    m_socket.open(QUrl(u"ws://127.0.0.1:%1/socket.io/?EIO=4&transport=websocket"_s.arg(port)));
}

void PageClient::ask(const QByteArray &event, const QByteArray &argument, Done done)
{
    const quint64 id = m_nextId++;
    m_asked.insert(id, {m_clock.nsecsElapsed(), std::move(done)});
    m_socket.sendTextMessage(QString::fromUtf8("42/big," + QByteArray::number(id) + "[\"" + event
                                               + "\"," + argument + "]"));
}

void PageClient::receive(const QString &frame)
{
    const qint64 nowNs = m_clock.nsecsElapsed();
    if (frame.startsWith(u'0')) {
        m_socket.sendTextMessage(u"40/big,{\"maru\":1}"_s);
    } else if (frame == u'2') {
        m_socket.sendTextMessage(u"3"_s);
    } else if (frame.startsWith(u"40/big,")) {
        ask("session:join", "{\"userName\":\"" + m_name.toUtf8() + "\"}",
            [this](double, const QByteArray &ack) {
                m_room = QJsonDocument::fromJson(ack).array().at(0)["home"_L1].toString().toUtf8();
                if (m_room.isEmpty()) {
                    qFatal("not joined: %s", ack.constData());
                }
                m_joined();
            });
    } else if (frame.startsWith(u"43/big,")) {
        const qsizetype begin = frame.indexOf(u'[');
        const Asked asked = m_asked.take(QStringView(frame).sliced(7, begin - 7).toULongLong());
        if (asked.done) {
            asked.done(double(nowNs - asked.atNs) / 1e6, frame.sliced(begin).toUtf8());
        }
    }
}

} // namespace maru::bench
