// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/headreader.h"

#include "common/limits.h"

#include <QTimer>

#include <array>

namespace maru::server {

namespace {

constexpr char tlsHandshake = '\x16'; // RFC 8446 §5.1

} // namespace

HeadReader::HeadReader(QTcpSocket *socket, int timeoutMs)
    : QObject(socket)
    , m_socket(socket)
{
    m_socket->setReadBufferSize(limits::maxHeadBytes + 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &HeadReader::read);
    QTimer::singleShot(timeoutMs, Qt::PreciseTimer, this, [this] {
        if (m_isDone) {
            return;
        }
        stop();
        if (m_socket->bytesAvailable() == 0) {
            m_socket->abort(); // it asked for nothing
        } else {
            emit refused(m_socket, 408);
        }
    });
}

void HeadReader::read()
{
    if (m_isDone) {
        return;
    }
    std::array<char, limits::maxHeadBytes> buffer;
    const qint64 size = m_socket->peek(buffer.data(), qint64(buffer.size()));
    if (size <= 0) {
        return;
    }
    if (buffer.front() == tlsHandshake) {
        stop();
        emit tlsSeen(m_socket);
        return;
    }
    switch (m_parser.parse(QByteArrayView(buffer.data(), size))) {
    case HttpHeadParser::State::NeedMore:
        return;
    case HttpHeadParser::State::Bad:
        stop();
        emit refused(m_socket, m_parser.status());
        return;
    case HttpHeadParser::State::Complete:
        stop();
        emit requestRead(m_socket, m_parser.request(), m_parser.headBytes());
        return;
    }
}

void HeadReader::stop()
{
    // Now, not with deleteLater(): a slot that reads a socket which somebody else owns would get in
    // their way.
    m_isDone = true;
    disconnect(m_socket, nullptr, this, nullptr);
    deleteLater();
}

} // namespace maru::server
