// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What a large room costs the client: opens it, and scrolls from its newest message to its first
/// and back, a third of the view at a time (docs/performance.md). The home is one that
/// tests/benchmark/clientprofile.py made; no server is asked.
///
///     bench_clientroom HOME [STEPS]     STEPS: at most so many each way

#include "client/model/roomtimeline.h"
#include "client/session/chatsession.h"
#include "client/session/tokenstore.h"
#include "client/store/clientstore.h"
#include "client/widgets/messageview.h"
#include "client/widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int waitMs = 60'000; // for anything; past it the program gives up

double rssMiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:")) {
            return line.mid(6).simplified().split(' ').constFirst().toDouble() / 1024;
        }
    }
    return 0;
}

template<class Condition>
bool waitUntil(Condition isTrue)
{
    QElapsedTimer clock;
    clock.start();
    while (!isTrue()) {
        if (clock.hasExpired(waitMs)) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
    }
    return true;
}

double at(const std::vector<double> &sorted, double share)
{
    return sorted.empty() ? 0 : sorted[size_t(double(sorted.size() - 1) * share)];
}

/// The GUI thread's time for each frame: the step, what came from the store meanwhile, the picture.
class Frames
{
public:
    template<class Step>
    void add(Step step)
    {
        QElapsedTimer clock;
        clock.start();
        step();
        QCoreApplication::processEvents();
        m_ms.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    void print(const char *what, qint64 rows)
    {
        std::sort(m_ms.begin(), m_ms.end());
        std::printf(
            "%-9s %6zu frames over %7lld rows: p50 %5.2f  p99 %5.2f  p99.9 %5.2f  max %6.2f ms; "
            "RSS %.0f MiB\n",
            what, m_ms.size(), static_cast<long long>(rows), at(m_ms, .5), at(m_ms, .99),
            at(m_ms, .999), at(m_ms, 1), rssMiB());
        std::fflush(stdout);
        m_ms.clear();
    }

private:
    std::vector<double> m_ms;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int steps = arguments.value(2, u"1000000"_s).toInt();
    ClientStore store(arguments.value(1) + "/.local/maru/maru/accounts"_L1);
    std::optional<OpenedStores> opened;
    store.open(u"127.0.0.1:9"_s, u"kim"_s, [&](const OpenedStores &stores) { opened = stores; });
    if (!waitUntil([&] { return opened.has_value(); }) || opened->state.rooms.isEmpty()) {
        std::fprintf(stderr, "no home of clientprofile.py: %s\n", qPrintable(arguments.value(1)));
        return 1;
    }
    TokenStore tokens(arguments.value(1) + "/tokens.conf"_L1);
    ChatSession session(tokens);
    RoomTimeline timeline(session, &store, opened->state.rooms.constFirst());
    MessageView view;
    view.setTheme(themeOf(ThemeKind::Light));
    QObject::connect(&view, &MessageView::olderWanted, &timeline, &RoomTimeline::loadOlder);
    QObject::connect(&view, &MessageView::newerWanted, &timeline, &RoomTimeline::loadNewer);
    QObject::connect(&timeline, &RoomTimeline::hasNewerChanged, &view,
                     [&] { view.setHasNewer(timeline.hasNewer()); });
    view.resize(720, 800);
    view.show();
    QCoreApplication::processEvents();
    std::printf("RSS before it %.0f MiB\n", rssMiB());

    QElapsedTimer clock;
    clock.start();
    view.setMessages(timeline.model());
    timeline.show();
    if (!waitUntil([&] { return timeline.model()->rowCount() > 0; })) {
        std::fprintf(stderr, "the room does not open\n");
        return 1;
    }
    view.viewport()->repaint();
    std::printf("opened in %.1f ms\n", double(clock.nsecsElapsed()) / 1e6);

    QScrollBar *const bar = view.verticalScrollBar();
    const int third = view.viewport()->height() / 3;
    const auto topSeq = [&] {
        return timeline.model()
            ->index(view.place().row, 0)
            .data(MessageListModel::SeqRole)
            .toLongLong();
    };
    Frames frames;
    const qint64 newest = topSeq();
    for (int i = 0; i < steps && (timeline.hasOlder() || bar->value() > 0); ++i) {
        frames.add([&] { bar->setValue(bar->value() - third); });
        if (bar->value() == 0
            && !waitUntil([&] { return bar->value() > 0 || !timeline.hasOlder(); })) {
            break;
        }
    }
    const qint64 oldest = topSeq();
    frames.print("upwards", newest - oldest);
    for (int i = 0; i < steps && (timeline.hasNewer() || bar->value() < bar->maximum()); ++i) {
        frames.add([&] { bar->setValue(bar->value() + third); });
        if (bar->value() == bar->maximum()
            && !waitUntil([&] { return bar->value() < bar->maximum() || !timeline.hasNewer(); })) {
            break;
        }
    }
    frames.print("downwards", topSeq() - oldest);
}
