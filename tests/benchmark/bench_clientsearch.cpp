// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What finding on a client's own computer costs: fills a cache with messages, measures the
/// processor time of its index, then types questions into it, key by key, as a person does, while
/// messages arrive (docs/performance.md).
///
///     bench_clientsearch [messages [rounds [folder]]]

#include "client/store/clientstore.h"
#include "client/store/searchindex.h"
#include "tests/benchmark/madetexts.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace maru;
using namespace maru::client;
using maru::bench::Texts;
using namespace Qt::StringLiterals;

namespace {

constexpr int roomCount = 20;
constexpr int messageGapMs = 30'000; // a million in a year
constexpr int arrivingPerSecond = 50;
constexpr int keyMs = 60; // a very fast typist
constexpr int wantedHits = 30; // a screen of them
constexpr int batch = 1'000;
const QString server = u"127.0.0.1:1"_s;
const QString person = u"bench"_s;

double threadCpuSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

RoomId roomOf(int number)
{
    return RoomId(u"%1"_s.arg(number % roomCount + 1, 24, 16, QLatin1Char('0')));
}

Message messageOf(Texts &texts, int number)
{
    Message message;
    message.id = MessageId(u"%1"_s.arg(number, 24, 16, QLatin1Char('0')));
    message.room = roomOf(number);
    message.seq = number / roomCount + 1;
    message.rev = message.seq;
    message.chat = texts.next(number);
    message.user = {UserId(u"%1"_s.arg(number % 30 + 1, 24, 16, QLatin1Char('0'))),
                    u"사람 %1"_s.arg(number % 30)};
    message.createdMs = 1'700'000'000'000 + qint64(number) * messageGapMs;
    message.updatedMs = message.createdMs;
    return message;
}

double at(std::vector<double> sorted, double share)
{
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 0 : sorted[size_t(double(sorted.size() - 1) * share)];
}

bool fill(const QString &folder, Texts &texts, int count)
{
    QDir().mkpath(folder);
    StoreBounds bounds;
    bounds.cacheBytes = 1LL << 40;
    LocalStore cache(folder + "/cache.db"_L1, bounds);
    for (int room = 0; room < roomCount; ++room) {
        StoredRoom stored;
        stored.room.id = roomOf(room);
        stored.room.name = u"Room %1"_s.arg(room);
        cache.apply({stored});
    }
    double storeCpu = 0;
    double indexCpu = 0;
    std::vector<double> pieces;
    SearchIndex index(folder + "/search.db"_L1, cache);
    for (int number = 0; number < count;) {
        std::vector<QList<Message>> rooms(roomCount);
        for (int i = 0; i < batch && number < count; ++i, ++number) {
            rooms[size_t(number % roomCount)].append(messageOf(texts, number));
        }
        QList<CacheChange> changes;
        for (QList<Message> &messages : rooms) {
            if (!messages.isEmpty()) {
                const RoomId room = messages.constFirst().room;
                changes.append(PutMessages{room, std::move(messages), 1});
            }
        }
        double start = threadCpuSeconds();
        cache.apply(changes);
        storeCpu += threadCpuSeconds() - start;
        bool hasMore = true;
        while (hasMore) {
            QElapsedTimer clock;
            clock.start();
            start = threadCpuSeconds();
            hasMore = index.follow(limits::searchIndexRows);
            indexCpu += threadCpuSeconds() - start;
            pieces.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        if (number % 100'000 == 0) {
            std::fprintf(stderr, "%d messages\n", number);
        }
    }
    std::printf("%d messages: caching %.1f us of processor time for each, indexing %.1f us; a "
                "piece p50 %.1f p99 %.1f max %.1f ms\n",
                count, storeCpu * 1e6 / count, indexCpu * 1e6 / count, at(pieces, .5),
                at(pieces, .99), at(pieces, 1));
    return cache.isWorking() && index.isWorking();
}

/// One key: until the first results are there, and until a screen is full or nothing is left.
struct Key
{
    QString text;
    QElapsedTimer clock;
    double firstMs = -1;
    double fullMs = -1;
    qsizetype hits = 0;
};

/// Types \p text key by key, a question each.
class Typist : public QObject
{
public:
    Typist(ClientStore &store, const QString &text, QList<RoomId> rooms)
        : m_store(store)
        , m_text(text)
        , m_rooms(std::move(rooms))
    { }

    std::vector<double> first;
    std::vector<double> full;
    qsizetype lastHits = 0;

    void round()
    {
        for (qsizetype keys = 1; keys <= m_text.size(); ++keys) {
            auto key = std::make_shared<Key>();
            key->text = m_text.first(keys);
            key->clock.start();
            ask(key, 0);
            QEventLoop loop;
            QTimer::singleShot(keyMs, &loop, &QEventLoop::quit);
            loop.exec();
            while (keys == m_text.size() && key->fullMs < 0) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
            if (key->firstMs >= 0) {
                first.push_back(key->firstMs);
            }
            if (key->fullMs >= 0) {
                full.push_back(key->fullMs);
            }
            missed += key->firstMs < 0 ? 1 : 0;
            lastHits = key->hits;
        }
    }
    int missed = 0; ///< keys that had nothing to show before the next one

private:
    void ask(const std::shared_ptr<Key> &key, qint64 before)
    {
        LocalQuery query;
        query.text = key->text;
        query.isEverywhere = m_rooms.isEmpty();
        query.rooms = m_rooms;
        query.before = before;
        query.limit = wantedHits - int(key->hits);
        m_current = key;
        m_store.search(query, this, [this, key](const LocalAnswer &answer) {
            if (answer.isStale || m_current != key) {
                return;
            }
            key->hits += answer.hits.size();
            const double ms = double(key->clock.nsecsElapsed()) / 1e6;
            const bool isDone = answer.nextBefore == 0 || key->hits >= wantedHits;
            if (key->firstMs < 0 && (key->hits > 0 || isDone)) {
                key->firstMs = ms;
            }
            isDone ? static_cast<void>(key->fullMs = ms) : ask(key, answer.nextBefore);
        });
    }

    ClientStore &m_store;
    QString m_text;
    QList<RoomId> m_rooms;
    std::shared_ptr<Key> m_current;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(1, u"1000000"_s).toInt();
    const int rounds = arguments.value(2, u"20"_s).toInt();
    const QTemporaryDir scratch;
    const QString folder = arguments.value(3, scratch.path());
    const QString account = folder + u'/' + ClientStore::folderName(server, person);
    Texts texts;
    if (!fill(account, texts, count)) {
        std::fprintf(stderr, "the store refused\n");
        return 1;
    }
    std::printf("cache %.0f MB, index %.0f MB\n",
                double(QFileInfo(account + "/cache.db"_L1).size()) / 1e6,
                double(QFileInfo(account + "/search.db"_L1).size()) / 1e6);
    StoreBounds bounds;
    bounds.cacheBytes = 1LL << 40;
    ClientStore store(folder, bounds);
    store.open(server, person, [](const OpenedStores &) {});
    int number = count;
    QTimer arriving;
    QObject::connect(&arriving, &QTimer::timeout, &store, [&] {
        const Message message = messageOf(texts, number++);
        store.change(PutMessages{message.room, {message}, 1});
    });
    arriving.start(1'000 / arrivingPerSecond);
    struct Question
    {
        const char *name;
        QString text;
        QList<RoomId> rooms;
    };
    const Question questions[]{
        {"common word", u"회의"_s, {}},
        {"common word, one room", u"회의"_s, {roomOf(3)}},
        {"rare word", u"꺾쇠괄호"_s, {}},
        {"rare word, one room", u"꺾쇠괄호"_s, {roomOf(1)}},
        {"consonants", u"ㅎㅇㄴ"_s, {}},
        {"rare consonants", u"ㄲㅅㄱㅎ"_s, {}},
        {"Latin", u"deployment"_s, {}},
        {"of pairs", u"xq"_s, {}},
        {"not there", u"없는낱말"_s, {}},
        {"not there, common", u"meploy"_s, {}},
        {"two words", u"회의는 deployment"_s, {}},
    };
    for (const Question &question : questions) {
        Typist typist(store, question.text, question.rooms);
        for (int round = 0; round < rounds; ++round) {
            typist.round();
        }
        std::printf(
            "%-22s keys %3zu: first results p50 %6.2f  p99 %6.2f  max %6.2f ms, none before "
            "the next key %d; a screen or all p50 %6.2f  p99 %6.2f ms; %lld hits\n",
            question.name, typist.first.size() + size_t(typist.missed), at(typist.first, .5),
            at(typist.first, .99), at(typist.first, 1), typist.missed, at(typist.full, .5),
            at(typist.full, .99), static_cast<long long>(typist.lastHits));
        std::fflush(stdout);
    }
}
