// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The client without its windows, for tests that kill it: each line of stdin is posted into the
// current room, and stdout tells what became of it.
//
//   clientdriver SERVER NAME FOLDER
//
// "!edit ID TEXT" edits a message of one's own instead; "edited TEXT" tells that the server has it
// or that no crash can take it away any more. "!draft TEXT" leaves TEXT in the input.
//
// "ready" once there is a room; then "kept TEXT" when no crash can take a text away any more, "sent
// TEXT" when the server has confirmed it, "refused TEXT" if it may not be posted, "undelivered
// TEXT: WHY", "failed WHY" if one was not let in, "state NAME", "shows TEXT" for the newest row,
// "notice TEXT", "draft TEXT" for what was in the input of the current room.

#include "client/model/conversation.h"

#include <QCoreApplication>
#include <QHash>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>
#include <utility>

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
        say("draft", conversation.draft(conversation.currentRoom()));
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
    QObject::connect(&conversation, &Conversation::stateChanged, &app,
                     [&](Conversation::State state, const QString &) {
                         say("state", QVariant::fromValue(state).toString());
                         if (state == Conversation::State::Left) {
                             say("left", conversation.leftBecause().text);
                         }
                     });
    const MessageListModel *followed = nullptr;
    const auto follow = [&] {
        const MessageListModel *model = conversation.messages();
        if (std::exchange(followed, model) == model) {
            return;
        }
        const auto tell = [model](int row) {
            const QModelIndex index = model->index(row);
            const QString text = index.data(MessageListModel::TextRole).toString();
            if (index.data(MessageListModel::DeliveryRole).toInt() == int(Delivery::Failed)) {
                say("undelivered",
                    text + u": "_s + index.data(MessageListModel::FailureRole).toString());
            } else if (row == model->rowCount() - 1) {
                say("shows", text);
            }
        };
        QObject::connect(model, &QAbstractItemModel::rowsInserted, &app,
                         [tell](const QModelIndex &, int, int last) { tell(last); });
        QObject::connect(model, &QAbstractItemModel::dataChanged, &app,
                         [tell](const QModelIndex &first) { tell(first.row()); });
    };
    QObject::connect(&conversation, &Conversation::currentRoomChanged, &app, follow);
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
            if (text.startsWith("!edit "_L1)) {
                const QString changed = text.section(u' ', 2);
                conversation.edit(maru::MessageId(text.section(u' ', 1, 1)), changed,
                                  [changed](const QString &failure) {
                                      say(failure.isEmpty() ? "edited" : "unedited", changed);
                                  });
                continue;
            }
            if (text.startsWith("!draft "_L1)) {
                conversation.setDraft(conversation.currentRoom(), text.section(u' ', 1));
                conversation.flushDrafts();
                continue;
            }
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
