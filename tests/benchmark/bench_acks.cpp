// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// How many durable messages a second, and how soon the ack: starts a server of its own on loopback
/// and a temporary directory, prints one line for each case (docs/performance.md). Usage:
/// bench_acks MARU_SERVER [SECONDS]

#include "server/admin/selftestclient.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

struct Case
{
    int senders = 1;
    int ratePerSecond = 0; ///< 0: closed loop, each sender has one message on its way
    bool hasOneRoom =
        false; ///< else each sender has a room of its own: the store alone is measured
};

/// Runs the cases one after the other.
class Bench : public QObject
{
public:
    Bench(const QString &program, int seconds)
        : m_seconds(seconds)
    {
        m_pace.setTimerType(Qt::PreciseTimer);
        m_pace.setInterval(1);
        connect(&m_pace, &QTimer::timeout, this, &Bench::sendDue);

        connect(&m_server, &QProcess::readyReadStandardOutput, this, &Bench::readPort);
        connect(&m_server, &QProcess::errorOccurred, this, [] { QCoreApplication::exit(1); });
        connect(&m_server, &QProcess::finished, qApp, &QCoreApplication::exit);
        m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_server.start(program,
                       {u"--port"_s, u"0"_s, u"--data"_s, m_directory.path(), u"--plain"_s,
                        u"loopback"_s, u"--namespaces"_s, u"any"_s, u"--rate-limit"_s, u"off"_s,
                        u"--beacon"_s, u"off"_s});
    }

private:
    void readPort()
    {
        const QByteArray line = m_server.readLine().trimmed();
        if (line.startsWith("maru-server listening on ")) {
            m_port = line.sliced(line.lastIndexOf(':') + 1).toUShort();
            nextCase();
        }
        m_server.readAll();
    }

    void nextCase()
    {
        m_clients.clear();
        m_latenciesUs.clear();
        m_sentAtNs.clear();
        m_sent = 0;
        m_joined = 0;
        m_isRunning = false;
        if (m_case == m_cases.size()) {
            m_server.terminate();
            return;
        }
        for (int i = 0; i < m_cases[m_case].senders; ++i) {
            auto client = std::make_unique<SelfTestClient>(u"p%1-%2"_s.arg(m_case).arg(i));
            connect(client.get(), &SelfTestClient::joined, this, [this] {
                if (++m_joined == m_cases[m_case].senders) {
                    run();
                }
            });
            connect(client.get(), &SelfTestClient::acked, this,
                    [this, sender = client.get()](const QString &cid) { noteAck(sender, cid); });
            client->connectTo(m_port, m_cases[m_case].hasOneRoom ? u"/"_s : u"/room%1"_s.arg(i));
            m_clients.push_back(std::move(client));
        }
    }

    void run()
    {
        m_isRunning = true;
        m_clock.start();
        if (m_cases[m_case].ratePerSecond > 0) {
            m_pace.start();
        } else {
            for (const auto &client : m_clients) {
                send(client.get());
            }
        }
        QTimer::singleShot(m_seconds * 1'000, Qt::PreciseTimer, this, [this] { report(); });
    }

    void send(SelfTestClient *client)
    {
        const QString cid = u"c%1-%2"_s.arg(m_case).arg(m_sent++);
        m_sentAtNs.insert(cid, m_clock.nsecsElapsed());
        client->send({.room = client->homeRoom(), .cid = cid, .chat = QString(100, u'가')});
    }

    void sendDue()
    {
        const qint64 due = m_clock.elapsed() * m_cases[m_case].ratePerSecond / 1'000;
        while (m_sent < due) {
            send(m_clients[size_t(m_sent) % m_clients.size()].get());
        }
    }

    void noteAck(SelfTestClient *client, const QString &cid)
    {
        if (!m_isRunning) {
            return;
        }
        m_latenciesUs.push_back((m_clock.nsecsElapsed() - m_sentAtNs.take(cid)) / 1'000);
        if (m_cases[m_case].ratePerSecond == 0) {
            send(client);
        }
    }

    void report()
    {
        m_isRunning = false;
        m_pace.stop();
        const double seconds = double(m_clock.nsecsElapsed()) / 1e9;
        std::sort(m_latenciesUs.begin(), m_latenciesUs.end());
        const auto percentile = [this](double share) {
            return m_latenciesUs.empty()
                ? 0.0
                : double(m_latenciesUs[size_t(share * double(m_latenciesUs.size() - 1))]) / 1'000;
        };
        const Case &done = m_cases[m_case];
        std::printf("%3d senders, %s: %.0f acked/s, ack p50 %.2f ms, p99 %.2f ms\n", done.senders,
                    done.ratePerSecond > 0 ? qPrintable(u"%1/s offered"_s.arg(done.ratePerSecond))
                                           : "one at a time",
                    double(m_latenciesUs.size()) / seconds, percentile(0.50), percentile(0.99));
        std::fflush(stdout);
        ++m_case;
        QTimer::singleShot(0, this, &Bench::nextCase);
    }

    const std::vector<Case> m_cases{{1}, {20}, {200}, {20, 500, true}};
    QTemporaryDir m_directory;
    QProcess m_server;
    quint16 m_port = 0;
    std::vector<std::unique_ptr<SelfTestClient>> m_clients;
    QHash<QString, qint64> m_sentAtNs;
    std::vector<qint64> m_latenciesUs;
    QElapsedTimer m_clock;
    QTimer m_pace;
    size_t m_case = 0;
    int m_seconds;
    int m_joined = 0;
    qint64 m_sent = 0;
    bool m_isRunning = false;
};

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2 || !QFile::exists(arguments.at(1))) {
        std::fprintf(stderr, "Usage: bench_acks MARU_SERVER [SECONDS]\n");
        return 2;
    }
    Bench bench(QFileInfo(arguments.at(1)).absoluteFilePath(),
                std::max(1, arguments.value(2, u"5"_s).toInt()));
    return QCoreApplication::exec();
}
