// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The client without its windows, for tests that kill it: each line of stdin is posted into the
// current room, and stdout tells what became of it.
//
//   clientdriver SERVER NAME FOLDER
//
// "ready" once there is a room; then "kept TEXT" when no crash can take a text away any more, "sent
// TEXT" when the server has confirmed it, "refused TEXT" if it may not be posted, "failed TEXT",
// "notice TEXT".

#include "client/model/conversation.h"

#include <QCoreApplication>
#include <QHash>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

void say(const char *what, const QString &text = {})
{
    std::printf("%s %s\n", what, text.toUtf8().constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4) {
        return 2;
    }
    Conversation::Options options;
    options.settingsPath = arguments.at(3) + u"/client.ini"_s;
    options.storePath = arguments.at(3) + u"/accounts"_s;
    Conversation conversation(options);
    QHash<QString, QString> textOf; // by cid
    const auto ready = [&] {
        say("ready");
        // What an earlier run has left.
        const MessageListModel *model = conversation.messages();
        for (int row = model->sentCount(); row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row);
            textOf.insert(index.data(MessageListModel::CidRole).toString(),
                          index.data(MessageListModel::TextRole).toString());
        }
    };
    QObject::connect(&conversation, &Conversation::restored, &app, ready);
    QObject::connect(&conversation, &Conversation::joined, &app, ready);
    QObject::connect(&conversation, &Conversation::keptOnDisk, &app,
                     [&](const QString &cid) { say("kept", textOf.value(cid)); });
    QObject::connect(&conversation, &Conversation::confirmed, &app,
                     [&](const QString &cid) { say("sent", textOf.value(cid)); });
    QObject::connect(&conversation, &Conversation::noticed, &app,
                     [](const QString &text) { say("notice", text); });
    QObject::connect(&conversation, &Conversation::joinFailed, &app,
                     [](const Conversation::JoinFailure &failure) {
                         say("failed", failure.text);
                         QCoreApplication::exit(1);
                     });
    QByteArray pending;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &app, [&] {
        char bytes[4096];
        const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0) {
            QCoreApplication::quit();
            return;
        }
        pending.append(bytes, count);
        for (qsizetype end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
            const QString text = QString::fromUtf8(pending.left(end));
            pending.remove(0, end + 1);
            if (!conversation.post(text)) {
                say("refused", text);
                continue;
            }
            const MessageListModel *model = conversation.messages();
            const QModelIndex last = model->index(model->rowCount() - 1);
            textOf.insert(last.data(MessageListModel::CidRole).toString(), text);
        }
    });
    conversation.start(arguments.at(1), arguments.at(2));
    return QCoreApplication::exec();
}
