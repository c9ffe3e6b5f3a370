// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not shipped: the client's search for servers without its window, for tests between hosts. Writes
// one JSON object a line, at each change:
// {"ms":…,"search":…,"servers":[{"name","address","fingerprint","link"}…],"advice":[…],"dropped":…}.
// Ends with its stdin.

#include "client/connection/discovery.h"
#include "client/model/serverlistmodel.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>
#include <QSocketNotifier>
#include <QTimer>

#include <cstdio>
#include <unistd.h>

using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int tellIntervalMs = 10;

QJsonObject stateOf(const ServerListModel &model, quint64 dropped)
{
    QJsonArray servers;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        servers += QJsonObject{
            {u"name"_s, index.data(ServerListModel::NameRole).toString()},
            {u"address"_s, index.data(ServerListModel::AddressRole).toString()},
            {u"words"_s, index.data(ServerListModel::FingerprintWordsRole).toString()},
            {u"link"_s, index.data(ServerListModel::LinkRole).toString()},
        };
    }
    const auto search = QMetaEnum::fromType<ServerListModel::Search>();
    return {{u"search"_s, QLatin1StringView(search.valueToKey(int(model.search())))},
            {u"servers"_s, servers},
            {u"advice"_s, QJsonArray::fromStringList(model.advice())},
            {u"dropped"_s, qint64(dropped)}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Discovery discovery;
    ServerListModel model;
    QObject::connect(&discovery, &Discovery::announced, &model, &ServerListModel::take);
    QObject::connect(&discovery, &Discovery::asked, &model,
                     [&] { model.setLinks(discovery.links()); });

    QElapsedTimer clock;
    QJsonObject last;
    QTimer teller;
    QObject::connect(&teller, &QTimer::timeout, &app, [&] {
        QJsonObject state = stateOf(model, discovery.droppedCount());
        if (state != last) {
            last = state;
            state.insert(u"ms"_s, clock.elapsed());
            std::printf("%s\n", QJsonDocument(state).toJson(QJsonDocument::Compact).constData());
            std::fflush(stdout);
        }
    });
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &app, [] {
        char byte = 0;
        if (read(STDIN_FILENO, &byte, 1) <= 0) {
            QCoreApplication::quit();
        }
    });

    clock.start();
    model.startSearch();
    discovery.start();
    teller.start(tellIntervalMs);
    return QCoreApplication::exec();
}
