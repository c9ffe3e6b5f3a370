// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// Pages of a large history (docs/performance.md): fills a store through its backend, starts the
/// server on it, kills it while messages arrive, and says how soon the next one is ready; then how
/// long `message:history` and `message:changes` take at random places while 200 messages a second
/// arrive. Usage: bench_pages MARU_SERVER [MESSAGES [SECONDS]]

#include "server/storage/sql/sqlbackend.h"
#include "tests/benchmark/pageclient.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

using namespace maru;
using namespace maru::bench;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

constexpr int room = 1;
constexpr int authors = 50;
constexpr int fillBatch = 2'000;
constexpr int messagesPerSecond = 200;
constexpr int pageRows = 100;
constexpr int pauseMs = 2; ///< between a page and the question for the next
constexpr int kills = 3;
constexpr int beforeKillMs = 2'000;

AppendMessage messageOf(int number)
{
    AppendMessage append = fixture::message(
        fixture::roomId(room), number, QString(20 + number % 60, QChar(0xac00 + number % 11'172)),
        u"cid-%1"_s.arg(number));
    const int author = 1 + number % authors;
    append.message.user = {fixture::userId(author), u"User %1"_s.arg(author)};
    if (number % 20 == 0) { // one in 20 answers another one
        append.message.replyTo = ReplyTo{.id = MessageId(fixture::hexId(0x10'0000 + number - 10)),
                                         .seq = 0,
                                         .user = {},
                                         .chat = {}};
    }
    return append;
}

/// What happens to message \p number later: one in 10 is changed.
void appendChanges(int number, std::vector<Change> &changes)
{
    const MessageId message(fixture::hexId(0x10'0000 + number));
    if (number % 30 == 3) {
        changes.emplace_back(EditMessage{.room = fixture::roomId(room),
                                         .message = message,
                                         .editor = fixture::userId(1 + number % authors),
                                         .chat = u"고친 말 %1"_s.arg(number),
                                         .mentions = {},
                                         .nowMs = 20'000 + number,
                                         .search = {}});
    } else if (number % 15 == 7) {
        for (int user = 1; user <= 1 + number % 4; ++user) {
            changes.emplace_back(SetReaction{.room = fixture::roomId(room),
                                             .message = message,
                                             .user = fixture::userId(user),
                                             .emoji = u"👍"_s,
                                             .on = true,
                                             .nowMs = 20'000 + number});
        }
    }
}

/// Durability does not matter here: the server is started on the complete file.
bool fill(const QString &path, int count)
{
    QElapsedTimer clock;
    clock.start();
    SqlBackend backend(path, SqliteSync::Off);
    bool isGood = backend.open().has_value()
        && fixture::apply(backend, fixture::room(room, u"big"_s)).has_value();
    for (int user = 1; user <= authors && isGood; ++user) {
        isGood = fixture::apply(backend, fixture::user(user)).has_value();
    }
    for (int first = 1; first <= count && isGood; first += fillBatch) {
        std::vector<Change> changes;
        const int end = std::min(count + 1, first + fillBatch);
        for (int number = first; number < end; ++number) {
            changes.emplace_back(messageOf(number));
        }
        for (int number = first; number < end; ++number) {
            appendChanges(number, changes);
        }
        const auto replies = backend.apply(changes);
        isGood = std::all_of(replies.begin(), replies.end(),
                             [](const auto &reply) { return reply.has_value(); });
        backend.maintain();
    }
    backend.close();
    std::printf("%d messages: %.0f MiB, filled in %.1f s\n", count,
                double(QFileInfo(path).size()) / 1'048'576, double(clock.elapsed()) / 1'000);
    std::fflush(stdout);
    return isGood;
}

struct Times
{
    const char *name;
    std::vector<double> ms;

    void print()
    {
        std::sort(ms.begin(), ms.end());
        const auto at = [this](double share) {
            return ms.empty() ? 0.0 : ms[size_t(share * double(ms.size() - 1))];
        };
        std::printf("%s: %zu, p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, most %.2f ms\n", name,
                    ms.size(), at(0.5), at(0.9), at(0.99), at(1));
        ms.clear();
    }
};

/// Starts the server again and again, and measures the last one.
class Bench : public QObject
{
public:
    Bench(QString program, QString folder, int count, int seconds)
        : m_program(std::move(program))
        , m_folder(std::move(folder))
        , m_count(count)
        , m_seconds(seconds)
    {
        m_pace.setTimerType(Qt::PreciseTimer);
        m_pace.setInterval(1);
        connect(&m_pace, &QTimer::timeout, this, &Bench::sendDue);
        startServer();
    }
    ~Bench() override
    {
        if (m_server) {
            m_server->disconnect(this);
            m_server->kill();
            m_server->waitForFinished();
        }
    }

private:
    void startServer()
    {
        m_sender.reset();
        m_reader.reset();
        m_server = std::make_unique<QProcess>();
        m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        connect(m_server.get(), &QProcess::readyReadStandardOutput, this, &Bench::readPort);
        connect(m_server.get(), &QProcess::errorOccurred, this,
                [this](QProcess::ProcessError error) {
                    if (error == QProcess::FailedToStart) {
                        fail("the server does not start");
                    }
                });
        connect(m_server.get(), &QProcess::finished, this, [this] {
            if (!m_isKilling) {
                fail("the server ended");
                return;
            }
            m_isKilling = false;
            QTimer::singleShot(0, this, &Bench::startServer);
        });
        m_startClock.start();
        m_server->start(m_program,
                        {u"--port"_s, u"0"_s, u"--data"_s, m_folder, u"--plain"_s, u"loopback"_s,
                         u"--rate-limit"_s, u"off"_s, u"--beacon"_s, u"off"_s});
    }

    static void fail(const char *text)
    {
        std::fprintf(stderr, "%s\n", text);
        QCoreApplication::exit(1);
    }

    void readPort()
    {
        const QByteArray line = m_server->readLine().trimmed();
        m_server->readAll();
        if (!line.startsWith("maru-server listening on ")) {
            return;
        }
        std::printf("%s: ready after %lld ms\n", m_starts == 0 ? "first start" : "after kill -9",
                    static_cast<long long>(m_startClock.elapsed()));
        std::fflush(stdout);
        const auto port = line.sliced(line.lastIndexOf(':') + 1).toUShort();
        m_sender = std::make_unique<PageClient>(port, u"sender %1"_s.arg(m_starts), [this, port] {
            m_reader =
                std::make_unique<PageClient>(port, u"reader %1"_s.arg(m_starts), [this] { run(); });
        });
    }

    void run()
    {
        m_clock.start();
        m_sent = 0;
        m_pace.start();
        if (m_starts++ < kills) {
            QTimer::singleShot(beforeKillMs, this, [this] {
                m_pace.stop();
                m_isKilling = true;
                ::kill(static_cast<pid_t>(m_server->processId()), SIGKILL);
            });
            return;
        }
        askPage();
    }

    void sendDue()
    {
        const qint64 due = m_clock.elapsed() * messagesPerSecond / 1'000;
        while (m_sent < due) {
            const QByteArray argument = "{\"cid\":\"b" + QByteArray::number(m_starts) + "-"
                + QByteArray::number(m_sent++) + "\",\"room\":\"" + m_sender->room()
                + "\",\"chat\":\"" + QString(50, u'가').toUtf8() + "\"}";
            m_sender->ask("message:send", argument,
                          [this](double ms, const QByteArray &) { m_acks.ms.push_back(ms); });
        }
    }

    void askPage()
    {
        if (m_clock.elapsed() > m_seconds * 1'000) {
            m_pace.stop();
            std::printf("%d messages sent in %d s\n", int(m_sent), m_seconds);
            for (Times *times : std::array{&m_history, &m_changes, &m_acks}) {
                times->print();
            }
            QCoreApplication::exit(0);
            return;
        }
        const bool isHistory = m_history.ms.size() <= m_changes.ms.size();
        const int place = QRandomGenerator::global()->bounded(m_count - 2 * pageRows);
        const QByteArray argument = "{\"room\":\"" + m_reader->room()
            + (isHistory ? "\",\"before\":" : "\",\"afterRev\":")
            + QByteArray::number(isHistory ? place + pageRows + 1 : place)
            + ",\"limit\":" + QByteArray::number(pageRows) + "}";
        m_reader->ask(isHistory ? "message:history" : "message:changes", argument,
                      [this, isHistory](double ms, const QByteArray &ack) {
                          if (!ack.startsWith("[{\"ok\":true")
                              || ack.count("\"seq\":") < pageRows) {
                              fail("not a page");
                              return;
                          }
                          (isHistory ? m_history : m_changes).ms.push_back(ms);
                          QTimer::singleShot(pauseMs, Qt::PreciseTimer, this, &Bench::askPage);
                      });
    }

    QString m_program;
    QString m_folder;
    int m_count;
    int m_seconds;
    std::unique_ptr<QProcess> m_server;
    std::unique_ptr<PageClient> m_sender;
    std::unique_ptr<PageClient> m_reader;
    Times m_history{"message:history", {}};
    Times m_changes{"message:changes", {}};
    Times m_acks{"acks of message:send", {}};
    QElapsedTimer m_startClock;
    QElapsedTimer m_clock;
    QTimer m_pace;
    qint64 m_sent = 0;
    int m_starts = 0;
    bool m_isKilling = false;
};

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(2, u"1000000"_s).toInt();
    const int seconds = arguments.value(3, u"20"_s).toInt();
    if (arguments.size() < 2 || !QFileInfo::exists(arguments.at(1)) || count < 1'000
        || seconds < 1) {
        std::fprintf(stderr, "Usage: bench_pages MARU_SERVER [MESSAGES [SECONDS]]\n");
        return 2;
    }
    const QTemporaryDir folder;
    if (!fill(folder.filePath(u"maru.db"_s), count)) {
        std::fprintf(stderr, "the store refused\n");
        return 1;
    }
    Bench bench(QFileInfo(arguments.at(1)).absoluteFilePath(), folder.path(), count, seconds);
    return QCoreApplication::exec();
}
