// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What searching costs: fills a store with messages, measures the processor time of the index for
/// each, then asks while messages arrive (docs/performance.md).
///
///     bench_search [messages [questions of each kind [folder or URL of an empty database]]]
///
/// The texts are made: words of syllables that are as unevenly common as in a language, a fifth of
/// them Latin, 3 to 11 to a message, in twenty rooms. Known words are strewn in.

#include "common/serverlimits.h"
#include "common/storelimits.h"
#include "server/storage/backendfactory.h"
#include "server/storage/storagethread.h"
#include "tests/benchmark/madetexts.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using maru::bench::Texts;
using namespace Qt::StringLiterals;

namespace {

constexpr int roomCount = 20;
constexpr int arrivingPerSecond = 200;
constexpr int askEveryMs = 25;

double threadCpuSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

AppendMessage nextMessage(Texts &texts, int number)
{
    AppendMessage change = message(roomId(1 + number % roomCount), number, texts.next(number),
                                   u"cid-%1"_s.arg(number));
    change.message.id = MessageId(u"%1"_s.arg(number, 24, 16, QLatin1Char('0')));
    return change;
}

bool fill(StorageBackend &backend, Texts &texts, int count)
{
    if (!backend.open() || !apply(backend, user(1))) {
        return false;
    }
    for (int number = 1; number <= roomCount; ++number) {
        if (!apply(backend, room(number, u"Room %1"_s.arg(number)))) {
            return false;
        }
    }
    double appendCpu = 0;
    double indexCpu = 0;
    for (int number = 1; number <= count;) {
        std::vector<Change> changes;
        while (number <= count && int(changes.size()) < limits::maxCommitChanges) {
            changes.emplace_back(nextMessage(texts, number++));
        }
        double start = threadCpuSeconds();
        for (const auto &applied : backend.apply(changes)) {
            if (!applied) {
                return false;
            }
        }
        backend.maintain();
        appendCpu += threadCpuSeconds() - start;
        start = threadCpuSeconds();
        while (backend.followUp(Leisure::Moment) == Later::AtOnce) { }
        indexCpu += threadCpuSeconds() - start;
        if (number % 102'400 == 1) {
            std::fprintf(stderr, "%d messages\n", number - 1);
        }
    }
    const double start = threadCpuSeconds();
    while (backend.followUp(Leisure::Plenty) != Later::Nothing) { }
    indexCpu += threadCpuSeconds() - start;
    std::printf("%d messages: storing %.1f us of processor time for each, indexing %.1f us\n",
                count, appendCpu * 1e6 / count, indexCpu * 1e6 / count);
    return true;
}

struct Question
{
    const char *name;
    QString text;
    int rooms;
};

QList<RoomId> firstRooms(int count)
{
    QList<RoomId> rooms;
    for (int number = 1; number <= count; ++number) {
        rooms.append(roomId(number));
    }
    return rooms;
}

double at(const std::vector<double> &sorted, double share)
{
    return sorted.empty() ? 0 : sorted[size_t(double(sorted.size() - 1) * share)];
}

/// Asks one question again and again while messages arrive.
void measure(StorageThread &store, Texts &texts, int &number, const Question &question, int times)
{
    std::vector<double> searchMs;
    std::vector<double> ackMs;
    size_t hits = 0;
    bool hasMore = false;
    int failed = 0;
    QElapsedTimer clock;
    clock.start();
    QEventLoop loop;
    QTimer arriving;
    QTimer asking;
    QObject::connect(&arriving, &QTimer::timeout, &loop, [&] {
        const qint64 sent = clock.nsecsElapsed();
        store.apply(nextMessage(texts, ++number),
                    [&, sent](const Result<AppendMessage::Reply, StoreError> &reply) {
                        failed += reply ? 0 : 1;
                        ackMs.push_back(double(clock.nsecsElapsed() - sent) / 1e6);
                    });
    });
    QObject::connect(&asking, &QTimer::timeout, &loop, [&] {
        SearchMessages query;
        query.text = question.text;
        query.rooms = firstRooms(question.rooms);
        query.limit = limits::defaultPageRows;
        const qint64 sent = clock.nsecsElapsed();
        store.read(
            query,
            [&, sent](const Result<SearchMessages::Reply, StoreError> &reply) {
                failed += reply ? 0 : 1;
                searchMs.push_back(double(clock.nsecsElapsed() - sent) / 1e6);
                hits = reply ? size_t(reply->hits.size()) : 0;
                hasMore = reply && reply->nextBefore > 0;
                if (int(searchMs.size()) >= times) {
                    loop.quit();
                }
            },
            Order::Free);
    });
    arriving.setTimerType(Qt::PreciseTimer);
    arriving.start(1'000 / arrivingPerSecond);
    asking.setTimerType(Qt::PreciseTimer);
    asking.start(askEveryMs);
    loop.exec();
    arriving.stop();
    asking.stop();
    const double seconds = double(clock.elapsed()) / 1'000;
    while (store.queueLength() > 0) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    std::sort(searchMs.begin(), searchMs.end());
    std::sort(ackMs.begin(), ackMs.end());
    std::printf(
        "%-22s %2d rooms: p50 %6.2f  p99 %6.2f  max %6.2f ms, %zu hits%s; acks p50 %.2f p99 "
        "%.2f ms at %.0f/s%s\n",
        question.name, question.rooms, at(searchMs, .5), at(searchMs, .99), at(searchMs, 1), hits,
        hasMore ? " and more" : "", at(ackMs, .5), at(ackMs, .99), double(ackMs.size()) / seconds,
        failed > 0 ? " FAILURES" : "");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(1, u"1000000"_s).toInt();
    const int times = arguments.value(2, u"400"_s).toInt();
    const QTemporaryDir scratch;
    const QString where = arguments.value(3, scratch.path());
    const bool isUrl = where.contains(u"://"_s);
    const QString path = where + u"/maru.db"_s;
    const auto maker = backendForUrl(isUrl ? where : u"sqlite:"_s + path);
    if (!maker) {
        std::fprintf(stderr, "%s\n", qPrintable(maker.error().text));
        return 1;
    }
    Texts texts;
    {
        const std::unique_ptr<StorageBackend> backend = (*maker)();
        if (!fill(*backend, texts, count)) {
            std::fprintf(stderr, "the store refused: %s\n", qPrintable(backend->problem()));
            return 1;
        }
        backend->close();
    }
    if (!isUrl) {
        std::printf("database: %.0f MB\n", double(QFileInfo(path).size()) / 1e6);
    }
    StorageThread store(*maker);
    if (!store.start()) {
        std::fprintf(stderr, "the store does not open\n");
        return 1;
    }
    int number = count;
    const Question questions[]{
        {"common word", u"회의"_s, roomCount},     {"common word", u"회의"_s, 2},
        {"rare word", u"꺾쇠괄호"_s, roomCount},   {"rare word", u"꺾쇠괄호"_s, 2},
        {"consonants", u"ㅎㅇㄴ"_s, roomCount},    {"consonants", u"ㄲㅅㄱㅎ"_s, roomCount},
        {"Latin, common", u"ployme"_s, roomCount}, {"Latin, of pairs", u"xq"_s, roomCount},
        {"one syllable", u"꺾"_s, roomCount},      {"one letter", u"z"_s, roomCount},
        {"not there", u"없는낱말"_s, roomCount},   {"not there, common", u"meploy"_s, roomCount},
    };
    for (const Question &question : questions) {
        measure(store, texts, number, question, times);
    }
    store.stop(limits::stopTimeoutMs);
}
