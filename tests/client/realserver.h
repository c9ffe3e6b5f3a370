// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/host/hostcontrol.h"
#include "client/host/localserver.h"
#include "client/model/conversation.h"

#include <QDir>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

/// The real server, with clients as the window has them.
namespace maru::client::testing {

inline constexpr int patienceMs = 60'000; // of a loaded machine

/// A client of its own, as on a computer of its own.
struct Person
{
    explicit Person(const QString &folder, bool distrustsLoopback = false)
        : conversation(optionsIn(folder, distrustsLoopback))
        , joined(&conversation, &Conversation::joined)
        , failed(&conversation, &Conversation::joinFailed)
    { }
    static Conversation::Options optionsIn(const QString &folder, bool distrustsLoopback)
    {
        Conversation::Options options;
        options.settingsPath = folder + QLatin1StringView("/client.ini");
        options.storePath = folder + QLatin1StringView("/accounts");
        options.distrustsLoopback = distrustsLoopback;
        return options;
    }
    /// What is stored of an earlier run is shown meanwhile: then a refusal leaves the server.
    bool join(const QString &server, const QString &name, const JoinSecrets &secrets = {})
    {
        joined.clear();
        failed.clear();
        conversation.start(server, name, secrets);
        return QTest::qWaitFor(
                   [this] {
                       return !joined.isEmpty() || !failed.isEmpty()
                           || conversation.state() == Conversation::State::Left;
                   },
                   patienceMs)
            && !joined.isEmpty();
    }
    [[nodiscard]] Conversation::JoinFailure failure() const
    {
        if (conversation.state() == Conversation::State::Left) {
            return conversation.leftBecause();
        }
        return failed.isEmpty() ? Conversation::JoinFailure()
                                : failed[0][0].value<Conversation::JoinFailure>();
    }
    Conversation conversation;
    QSignalSpy joined;
    QSignalSpy failed;
};

/// maru-server in a folder of its own, which goes with it.
class RealServer : public QObject
{
public:
    ~RealServer() override
    {
        stop();
        // A server that answers no more may still be closing its store.
        m_dir.setAutoRemove(false);
        if (!QTest::qWaitFor([this] { return QDir(m_dir.path()).removeRecursively(); },
                             patienceMs)) {
            qWarning("the folder of the server stays");
        }
    }
    /// \p data: its folder here; \p port 0: a free one.
    [[nodiscard]] bool start(const QStringList &arguments = {},
                             const QString &data = QStringLiteral("server"), quint16 port = 0)
    {
        m_server = std::make_unique<LocalServer>(LocalServer::Options{
            QStringLiteral(MARU_SERVER_PROGRAM), folder(data), port,
            QStringList{QStringLiteral("--listen"), QStringLiteral("127.0.0.1")} + arguments});
        QSignalSpy running(m_server.get(), &LocalServer::running);
        m_server->start();
        if (running.isEmpty() && !running.wait(patienceMs)) {
            return false;
        }
        m_found = running[0][0].value<HostedServer>();
        return true;
    }
    void stop()
    {
        if (m_server) {
            QSignalSpy stopped(m_server.get(), &LocalServer::stopped);
            m_server->stop();
            stopped.wait(patienceMs);
            m_server.reset();
        }
    }
    /// As a subcommand asks it.
    std::optional<QJsonObject> control(const QJsonObject &question)
    {
        std::optional<QJsonObject> answer;
        bool isAnswered = false;
        new HostQuestion(
            m_server->dataDirectory(), question,
            [&](const std::optional<QJsonObject> &got) {
                answer = got;
                isAnswered = true;
            },
            this);
        return QTest::qWaitFor([&] { return isAnswered; }, patienceMs) ? answer : std::nullopt;
    }
    [[nodiscard]] QString address() const
    {
        return QStringLiteral("127.0.0.1:%1?classCode=%2").arg(m_found.port).arg(m_found.classCode);
    }
    [[nodiscard]] const HostedServer &found() const { return m_found; }
    [[nodiscard]] QString folder(const QString &name) const { return m_dir.filePath(name); }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<LocalServer> m_server;
    HostedServer m_found;
};

/// For a test whose functions start the server each in its own way.
class AtRealServer
{
protected:
    void begin() { m_server = std::make_unique<RealServer>(); }
    void end() { m_server.reset(); }
    void startServer(const QStringList &arguments = {})
    {
        QVERIFY(m_server->start(arguments));
        m_address = m_server->address();
    }
    [[nodiscard]] QString folder(const QString &name) const { return m_server->folder(name); }

    std::unique_ptr<RealServer> m_server;
    QString m_address;
};

} // namespace maru::client::testing
