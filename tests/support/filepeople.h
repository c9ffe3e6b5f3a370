// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#ifdef Q_OS_LINUX
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>
#endif

namespace maru::testing {

using namespace Qt::StringLiterals;

inline constexpr int patienceMs = 60'000; // of a loaded machine
inline constexpr qint64 mib = 1'048'576;

inline QByteArray noise(qint64 bytes)
{
    QByteArray made(bytes, Qt::Uninitialized);
    quint32 state = 12'345;
    for (char &byte : made) {
        state = state * 1'664'525U + 1'013'904'223U;
        byte = char(state >> 24);
    }
    return made;
}

/// In the server's process: it ends with the test, also where that is killed, and keeps nothing
/// open that was the test's own.
inline void bindToTheTest()
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    constexpr int lastDescriptor = 255;
    for (int i = STDERR_FILENO + 1; i <= lastDescriptor; ++i) {
        const int flags = ::fcntl(i, F_GETFD);
        if (flags >= 0) {
            ::fcntl(i, F_SETFD, flags | FD_CLOEXEC); // exec() itself still needs one of them
        }
    }
#endif
}

/// People at a real server with files, as the widgets ask for them.
class FilePeople
{
protected:
    struct Person
    {
        std::unique_ptr<client::Conversation> conversation;
        QString folder;
        [[nodiscard]] client::FileShelf *files() const { return conversation->files(); }
        [[nodiscard]] client::Attachments *attached() const { return files()->attachments(); }
        [[nodiscard]] QModelIndex last() const
        {
            const client::MessageListModel *model = conversation->messages();
            return model->index(model->rowCount() - 1);
        }
        [[nodiscard]] QList<File> lastFiles() const
        {
            return last().data(client::MessageListModel::FilesRole).value<QList<File>>();
        }
        [[nodiscard]] int delivery() const
        {
            return last().data(client::MessageListModel::DeliveryRole).toInt();
        }
        [[nodiscard]] QString failure() const
        {
            return last().data(client::MessageListModel::FailureRole).toString();
        }
    };

    void begin()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_port = u"0"_s;
    }
    void end()
    {
        killServer();
        m_dir.reset();
    }
    void startServer(const QStringList &arguments = {})
    {
        QDir().mkpath(m_dir->filePath(u"server"_s));
        m_server = std::make_unique<QProcess>();
        m_server->setStandardErrorFile(QProcess::nullDevice());
        m_server->setChildProcessModifier(bindToTheTest);
        m_server->start(QStringLiteral(MARU_SERVER_PROGRAM),
                        QStringList{u"--listen"_s, u"127.0.0.1"_s, u"--port"_s, m_port, u"--data"_s,
                                    m_dir->filePath(u"server"_s)}
                            + arguments);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_server->canReadLine() || m_server->state() == QProcess::NotRunning, patienceMs);
        const QString line = QString::fromUtf8(m_server->readLine());
        const auto match = QRegularExpression(u":(\\d+)\\s*$"_s).match(line);
        QVERIFY2(match.hasMatch(), qPrintable(line));
        m_port = match.captured(1);
    }
    void killServer()
    {
        if (m_server) {
            m_server->kill();
            m_server->waitForFinished(patienceMs);
            m_server.reset();
        }
    }
    Person person(const QString &name, const QString &folder = {})
    {
        Person made;
        made.folder = folder.isEmpty() ? m_dir->filePath(u"person%1"_s.arg(++m_people)) : folder;
        QDir().mkpath(made.folder);
        client::Conversation::Options options;
        options.settingsPath = made.folder + u"/client.ini"_s;
        options.storePath = made.folder + u"/accounts"_s;
        options.helloTimeoutMs = patienceMs;
        made.conversation = std::make_unique<client::Conversation>(options);
        made.conversation->start(u"127.0.0.1:"_s + m_port, name);
        return made;
    }
    QString fileWith(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir->filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()
            ? file.fileName()
            : QString();
    }
    static QVariant attachment(const Person &person, int role, int row = 0)
    {
        return person.attached()->index(row).data(role);
    }
    static bool isState(const Person &person, client::TransferList::State state, int row = 0)
    {
        return attachment(person, client::TransferList::StateRole, row).toInt() == int(state);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QProcess> m_server;
    QString m_port;
    int m_people = 0;
};

} // namespace maru::testing

#define JOINED(someone)                                                                            \
    QTRY_COMPARE_WITH_TIMEOUT((someone).conversation->state(),                                     \
                              maru::client::Conversation::State::Online,                           \
                              maru::testing::patienceMs);                                          \
    QTRY_VERIFY_WITH_TIMEOUT(!(someone).conversation->currentRoom().isNull(),                      \
                             maru::testing::patienceMs)
/// The server is gone, and it was noticed.
#define LOST(someone)                                                                              \
    QTRY_COMPARE_WITH_TIMEOUT((someone).conversation->state(),                                     \
                              maru::client::Conversation::State::Reconnecting,                     \
                              maru::testing::patienceMs)
/// What waits at the input has been looked at.
#define ATTACHED(someone)                                                                          \
    QTRY_VERIFY_WITH_TIMEOUT((someone).attached()->isSendable(), maru::testing::patienceMs)
#define SENT(someone)                                                                              \
    QTRY_VERIFY_WITH_TIMEOUT((someone).delivery() == int(maru::client::Delivery::Sent)             \
                                 && !(someone).lastFiles().isEmpty()                               \
                                 && !(someone).lastFiles().first().id.isNull(),                    \
                             maru::testing::patienceMs)
