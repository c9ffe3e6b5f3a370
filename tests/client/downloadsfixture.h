// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/knownservers.h"
#include "client/files/filelink.h"
#include "client/model/downloads.h"

#include <QAbstractItemModelTester>
#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

/// Gives the files that it has. Others come so slowly that none is ever there, yet none has
/// stalled.
class FileServer : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 fileBytes = 1'000'000;

    FileServer()
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *const socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_slow.removeOne(socket);
                m_heads.remove(socket);
                socket->deleteLater();
            });
        });
        connect(&m_drip, &QTimer::timeout, this, [this] {
            for (QTcpSocket *socket : std::as_const(m_slow)) {
                socket->write("x");
            }
        });
        m_drip.start(100);
    }
    [[nodiscard]] bool listen() { return m_server.listen(QHostAddress::LocalHost); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    void add(const QString &name, const QByteArray &bytes) { m_files.insert(name, bytes); }
    void lose(const QString &name) { m_lost.append(name); }
    void setKnowsRanges(bool knows) { m_knowsRanges = knows; }
    [[nodiscard]] QStringList asked() const ///< names, sorted: files are opened at the same time
    {
        QStringList names = m_asked;
        names.sort();
        return names;
    }
    [[nodiscard]] int uploads() const { return m_uploads; }
    [[nodiscard]] qint64 lastRange() const { return m_lastRange; } ///< where it began

private:
    void take(QTcpSocket *socket)
    {
        QByteArray &head = m_heads[socket];
        head += socket->readAll();
        for (qsizetype end = 0; (end = head.indexOf("\r\n\r\n")) >= 0;) {
            answer(socket, head.first(end + 2));
            head.remove(0, end + 4);
        }
    }
    void answer(QTcpSocket *socket, const QByteArray &head)
    {
        if (head.startsWith("POST /files?")) {
            ++m_uploads;
            return;
        }
        const QString name =
            QString::fromLatin1(head.split(' ').at(1).mid(QByteArrayView("/files/").size()));
        m_asked.append(name);
        if (m_lost.contains(name)) {
            socket->write(headOf("404 Not Found", 0));
            return;
        }
        if (!m_files.contains(name)) {
            socket->write(headOf("200 OK", fileBytes));
            m_slow.append(socket);
            return;
        }
        const QByteArray bytes = m_files.value(name);
        const QByteArray range = "\r\nRange: bytes=";
        const qsizetype at = head.indexOf(range);
        if (at >= 0) {
            const QByteArray from = head.mid(at + range.size());
            m_lastRange = from.first(from.indexOf('-')).toLongLong();
        }
        if (at < 0 || !m_knowsRanges) {
            socket->write(headOf("200 OK", bytes.size()) + bytes);
            return;
        }
        const QByteArray rest = bytes.sliced(m_lastRange);
        socket->write(headOf("206 Partial Content", rest.size()) + rest);
    }
    static QByteArray headOf(const QByteArray &status, qint64 bytes)
    {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(bytes)
            + "\r\n\r\n";
    }

    QHash<QString, QByteArray> m_files;
    QHash<QTcpSocket *, QByteArray> m_heads;
    QList<QTcpSocket *> m_slow;
    QTimer m_drip;
    QStringList m_lost;
    QStringList m_asked;
    int m_uploads = 0;
    bool m_knowsRanges = true;
    qint64 m_lastRange = 0;
    QTcpServer m_server; // last: when its sockets go, the others are still there
};

/// A list of what is saved, and the server that it comes from.
class DownloadsFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    [[nodiscard]] QStringList names() const
    {
        QStringList shown;
        for (int row = 0; row < m_list->rowCount(); ++row) {
            shown.append(m_list->index(row).data(TransferList::NameRole).toString());
        }
        return shown;
    }
    [[nodiscard]] TransferList::State state(int row) const
    {
        return TransferList::State(m_list->index(row).data(TransferList::StateRole).toInt());
    }
    void open(const FileServer &server)
    {
        FileAccess access;
        access.address.host = u"127.0.0.1"_s;
        access.address.port = server.port();
        access.token = u"t"_s;
        m_link->open(access);
    }
    void save(const QString &name, const QString &folder = {}, qint64 bytes = FileServer::fileBytes)
    {
        File file;
        file.id = FileId(name);
        file.name = name;
        file.bytes = bytes;
        m_list->save(file, (folder.isEmpty() ? m_dir->path() : folder) + u'/' + name);
    }
    [[nodiscard]] QByteArray saved(const QString &name) const
    {
        QFile file(m_dir->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FileLink> m_link; // closed
    std::unique_ptr<Downloads> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

} // namespace maru::client
