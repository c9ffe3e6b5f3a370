// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

/// Sends messages as fast as they are acked, some at a time, and prints `SENT cid` before and `ACK
/// cid room seq` after each, until somebody kills it: `storagewriter DATABASE FIRST-NUMBER`.
class Writer
{
public:
    Writer(StorageThread &store, int first)
        : m_store(store)
        , m_next(first)
    { }

    void send()
    {
        const int number = m_next++;
        const int room = 1 + number % 2;
        const QString cid = u"c-%1"_s.arg(number);
        print("SENT %s\n", cid);
        m_store.apply(fixture::message(fixture::roomId(room), number, u"text of "_s + cid, cid),
                      [this, cid, room](const auto &reply) {
                          if (!reply) {
                              std::exit(1);
                          }
                          print("ACK %s\n",
                                u"%1 %2 %3"_s.arg(cid).arg(room).arg(reply->message.seq));
                          send();
                      });
    }

private:
    static void print(const char *format, const QString &text)
    {
        std::printf(format, qPrintable(text));
        std::fflush(stdout);
    }

    StorageThread &m_store;
    int m_next;
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    StorageThread store([path = arguments.value(1)] { return std::make_unique<SqlBackend>(path); });
    if (const auto started = store.start(); !started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().text));
        return 3;
    }
    Writer writer(store, arguments.value(2).toInt());
    constexpr int atATime = 40;
    for (int i = 0; i < atATime; ++i) {
        writer.send();
    }
    return QCoreApplication::exec();
}
