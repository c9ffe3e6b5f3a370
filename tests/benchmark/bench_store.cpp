// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What the stores cost: durable messages in group commits of several sizes, and the pages that
/// clients read, side by side. SQLite as the server opens it, `synchronous=FULL`, in a folder of
/// its own under TMPDIR, and each URL that is given: an empty database, which is filled and not
/// emptied again. The disk below decides (docs/performance.md). Usage: bench_store [--benchmark_…]
/// [URL…]

#include "common/serverlimits.h"
#include "common/storelimits.h"
#include "server/storage/backendfactory.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

constexpr int room = 1;
constexpr int filledMessages = 20'000;

/// A store with one room and one person, opened when it is first needed.
class Store
{
public:
    Store(std::string name, BackendMaker maker)
        : m_name(std::move(name))
        , m_maker(std::move(maker))
    { }

    /// With some thousand messages in its room. False: refusal() says why.
    [[nodiscard]] bool open()
    {
        if (m_backend) {
            return m_refusal.empty();
        }
        m_backend = m_maker();
        if (const auto opened = m_backend->open(); !opened) {
            m_refusal = opened.error().text.toStdString();
        } else if (!fixture::apply(*m_backend, fixture::user(1))
                   || !fixture::apply(*m_backend, fixture::room(room, u"room"_s))) {
            m_refusal = "the database is not empty";
        }
        while (m_refusal.empty() && m_messages < filledMessages) {
            if (!append(limits::maxCommitChanges)) {
                m_refusal = "the store refused";
            }
        }
        return m_refusal.empty();
    }

    /// Durable when it returns.
    [[nodiscard]] bool append(int count)
    {
        std::vector<Change> changes;
        for (int i = 0; i < count; ++i) {
            const int number = ++m_messages;
            changes.emplace_back(fixture::message(fixture::roomId(room), number,
                                                  QString(100, u'가'), u"cid-%1"_s.arg(number)));
        }
        const auto replies = m_backend->apply(changes);
        m_backend->maintain(); // checkpoints are part of the price
        return std::all_of(replies.begin(), replies.end(),
                           [](const auto &reply) { return reply.has_value(); });
    }

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::string &refusal() const { return m_refusal; }
    [[nodiscard]] StorageBackend &backend() { return *m_backend; }

private:
    std::string m_name;
    BackendMaker m_maker;
    std::unique_ptr<StorageBackend> m_backend;
    int m_messages = 0;
    std::string m_refusal;
};

void append(benchmark::State &state, Store &store)
{
    const auto count = int(state.range(0));
    const bool isOpen = store.open();
    for (auto _ : state) {
        if (!isOpen || !store.append(count)) {
            state.SkipWithError(isOpen ? "the store refused" : store.refusal().c_str());
            break;
        }
    }
    state.SetItemsProcessed(int64_t(state.iterations()) * count);
}

template<class Query>
void readPages(benchmark::State &state, Store &store, Query (*pageAt)(qint64 position, int rows))
{
    const bool isOpen = store.open();
    const auto rows = int(state.range(0));
    qint64 position = 0;
    for (auto _ : state) {
        constexpr qint64 stride = 7'919; // prime: all over the room
        position = (position + stride) % (filledMessages - limits::maxPageRows);
        if (!isOpen) {
            state.SkipWithError(store.refusal().c_str());
            break;
        }
        const auto page = fixture::read(store.backend(), pageAt(position, rows));
        if (!page || page->messages.size() != rows) {
            state.SkipWithError("the store refused");
            break;
        }
    }
    state.SetItemsProcessed(int64_t(state.iterations()) * rows);
}

void readHistory(benchmark::State &state, Store &store)
{
    readPages<ReadHistory>(state, store, [](qint64 position, int rows) {
        return fixture::history(fixture::roomId(room), ReadHistory::Direction::Before,
                                position + limits::maxPageRows + 1, rows);
    });
}

void readChanges(benchmark::State &state, Store &store)
{
    readPages<ReadChanges>(state, store, [](qint64 position, int rows) {
        return ReadChanges{fixture::roomId(room), position, rows};
    });
}

void addBenchmarks(Store &store)
{
    const auto add = [&store](const char *what, void (*run)(benchmark::State &, Store &)) {
        return benchmark::RegisterBenchmark(
                   (store.name() + '/' + what).c_str(),
                   [run, &store](benchmark::State &state) { run(state, store); })
            ->UseRealTime();
    };
    add("append", append)->ArgName("batch")->Arg(1)->Arg(16)->Arg(256);
    add("readHistory", readHistory)->ArgName("rows")->Arg(50)->Arg(100);
    add("readChanges", readChanges)->ArgName("rows")->Arg(50)->Arg(100);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv); // QtSql looks for its drivers
    benchmark::Initialize(&argc, argv);
    const QTemporaryDir folder;
    QStringList urls{u"sqlite:"_s + folder.filePath(u"maru.db"_s)};
    for (int i = 1; i < argc; ++i) {
        urls += QString::fromLocal8Bit(argv[i]);
    }
    std::vector<std::unique_ptr<Store>> stores; // while their drivers are there
    for (const QString &url : std::as_const(urls)) {
        const auto maker = backendForUrl(url);
        if (!maker) {
            std::fprintf(stderr, "%s\n", qPrintable(maker.error().text));
            return 2;
        }
        stores.push_back(std::make_unique<Store>(url.section(u':', 0, 0).toStdString(), *maker));
        addBenchmarks(*stores.back());
    }
    benchmark::RunSpecifiedBenchmarks();
}
