// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/client/hostilewidgets.h"

#include "client/attention/noticetexts.h"
#include "client/model/conversation.h"
#include "client/model/directorymodel.h"
#include "client/model/memberlistmodel.h"
#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/model/searchmodel.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/editsdialog.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/pictureviewer.h"
#include "client/widgets/profiledialog.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/readersdialog.h"
#include "client/widgets/roomdialog.h"
#include "client/widgets/searchpanel.h"
#include "client/widgets/serverrail.h"
#include "common/limits.h"

#include <QDateTime>
#include <QLabel>
#include <QPointer>
#include <QStandardItemModel>
#include <QTemporaryDir>

#include <limits>

using namespace Qt::StringLiterals;
using namespace maru::client;

namespace maru::testing {

namespace {

using Kind = client::Announcement::Kind;

// What is left of a name, or of a sentence of a server, when it was decoded.
QString nameOf(const QString &text)
{
    return text.left(limits::maxNameBytes);
}

// Every other one says that it is a picture.
File fileOf(const QString &text, int number)
{
    File file;
    file.id = FileId(QString::number(number));
    file.name = text.left(limits::maxFileNameBytes);
    file.mime = number % 2 ? u"image/png"_s : nameOf(text);
    file.bytes = std::numeric_limits<qint64>::max();
    file.width = number % 2 ? 8'000 : 0;
    file.height = number % 2 ? 2 : 0;
    return file;
}

std::unique_ptr<QStandardItemModel> messagesOf(const QString &text)
{
    auto model = std::make_unique<QStandardItemModel>();
    for (int row = 0; row < 20; ++row) {
        auto *item = new QStandardItem;
        item->setData(text, MessageListModel::TextRole);
        item->setData(nameOf(text), MessageListModel::AuthorRole);
        item->setData(QDateTime::currentMSecsSinceEpoch(), MessageListModel::TimeRole);
        item->setData(true, MessageListModel::StartsGroupRole);
        item->setData(row + 1, MessageListModel::SeqRole);
        item->setData(row % 3 == 0, MessageListModel::IsSystemRole);
        item->setData(text, MessageListModel::FailureRole);
        item->setData(QVariant::fromValue(QList<File>{fileOf(text, row)}),
                      MessageListModel::FilesRole);
        item->setData(int(row % 2 ? Delivery::Failed : Delivery::Sent),
                      MessageListModel::DeliveryRole);
        ReplyTo reply;
        reply.seq = 1;
        reply.user.userName = nameOf(text);
        reply.chat = text;
        item->setData(QVariant::fromValue(reply), MessageListModel::ReplyRole);
        item->setData(
            QVariant::fromValue(QList<ReactionCount>(30, ReactionCount{text.left(64), 3})),
            MessageListModel::ReactionsRole);
        model->appendRow(item);
    }
    return model;
}

std::unique_ptr<QWidget> mainWindowOf(const QString &text)
{
    auto window = std::make_unique<MainWindow>();
    auto *const messages = messagesOf(text).release();
    messages->setParent(window.get());
    auto *const rooms = new QStandardItemModel(window.get());
    for (int row = 0; row < 50; ++row) {
        auto *item = new QStandardItem(nameOf(text));
        item->setData(QString::number(row), RoomListModel::IdRole);
        item->setData(nameOf(text), RoomListModel::NameRole);
        item->setData(nameOf(text), RoomListModel::TitleRole);
        item->setData(text.left(limits::maxTopicChars), RoomListModel::TopicRole);
        item->setData(1'000'000'000, RoomListModel::UnreadRole);
        rooms->appendRow(item);
    }
    window->setRooms(rooms);
    window->setMessages(messages);
    window->setServer(nameOf(text), nameOf(text));
    window->setSecurity(nameOf(text));
    window->setUserName(nameOf(text));
    window->setRoom(u"1"_s, nameOf(text));
    window->setTypingText(nameOf(text));
    window->setBanner(text.left(2'000)); // of ours, with a name in it
    window->showFailure(text.left(2'000));
    emit window->messageView()->replyWanted(messages->index(1, 0));
    return window;
}

User userOf(const QString &text, int number)
{
    User user;
    user.id = UserId(QString::number(number));
    user.userName = text;
    user.isOnline = true;
    return user;
}

std::unique_ptr<QWidget> searchOf(const QString &text)
{
    auto holder = std::make_unique<QWidget>();
    SearchModel::Sources sources;
    sources.local = [text, context = QPointer<QWidget>(holder.get())](const LocalQuery &,
                                                                      auto handler) {
        LocalAnswer found;
        for (int i = 0; i < limits::maxPageRows; ++i) {
            Message message;
            message.id = MessageId(QString::number(i));
            message.room = RoomId(u"r"_s);
            message.seq = i + 1;
            message.chat = text;
            message.user = {UserId(u"u"_s), nameOf(text)};
            message.createdMs = 1'700'000'000'000;
            const QList<TextRange> ranges{{0, 1}, {text.size() / 2, 3}, {text.size() - 1, 1}};
            found.hits.append({message, ranges, message, message});
        }
        QMetaObject::invokeMethod(
            context, [handler, found] { handler(found); }, Qt::QueuedConnection);
    };
    sources.server = [](const MessageSearch &, auto) {
    };
    sources.hasServer = [] {
        return false;
    };
    sources.rooms = [text] {
        return QList<SearchModel::Sources::NamedRoom>{{RoomId(u"r"_s), nameOf(text), nameOf(text)}};
    };
    sources.ownUser = [] {
        return UserId(u"u1"_s);
    };
    auto *const model = new SearchModel(std::move(sources), holder.get());
    model->setTiming({0, 0, 0});
    auto *const panel = new SearchPanel(holder.get());
    panel->setModel(model);
    panel->setRoom(u"r"_s, nameOf(text));
    panel->resize(360, 600);
    panel->open(true);
    panel->field()->setText(u"x"_s);
    return holder;
}

std::unique_ptr<QWidget> directoryOf(const QString &text)
{
    auto *const model = new DirectoryModel(
        [text](const QString &, const QString &, QObject *context, auto handler) {
            DirectoryModel::Page page;
            for (int i = 0; i < limits::maxPageRows; ++i) {
                page.rows.append({QString::number(i), nameOf(text),
                                  text.left(limits::maxTopicChars), i % 3 - 1, true});
            }
            page.more = true;
            QMetaObject::invokeMethod(
                context, [handler, page] { handler(page); }, Qt::QueuedConnection);
        });
    model->setCheckable(true);
    std::unique_ptr<QWidget> view = std::make_unique<DirectoryView>(
        model, DirectoryView::Texts{u"filter"_s, u"nothing"_s, u"no %1"_s});
    view->resize(400, 500);
    model->ask();
    return view;
}

std::unique_ptr<QWidget> serversOf(const QString &text)
{
    auto dialog = std::make_unique<JoinDialog>();
    auto *const servers = new ServerListModel(dialog.get());
    servers->startSearch();
    for (int i = 0; i < 20; ++i) {
        servers->take(maru::Announcement{text.left(limits::maxServerNameBytes), quint16(1'000 + i),
                                         QByteArray(32, char(i))},
                      u"192.168.0.%1"_s.arg(i + 1));
    }
    servers->setRecent(QList<RecentServer>(5, {nameOf(text), nameOf(text)}));
    dialog->setServers(servers);
    return dialog;
}

std::unique_ptr<QWidget> noticeOfA(const QString &text)
{
    Incoming incoming;
    incoming.roomTitle = nameOf(text);
    incoming.author = nameOf(text);
    incoming.authorId = nameOf(text);
    incoming.text = text;
    QStringList words;
    for (const auto kind : {Kind::Message, Kind::Several, Kind::Summary, Kind::Away}) {
        const client::Announcement announcement{kind, u"key"_s, incoming, 500,
                                                QStringList(50, nameOf(text))};
        const Notice notice = noticeOf(announcement, {});
        words << notice.title << notice.text;
    }
    auto label = std::make_unique<QLabel>(words.join(u'\n')); // as a service shows it
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFixedWidth(400);
    label->setMaximumHeight(600);
    return label;
}

/// A dialog of rooms or people, with what it asks behind it.
template<class Dialog, class... Arguments>
std::unique_ptr<QWidget> dialogOf(Arguments &&...arguments)
{
    auto folder = std::make_shared<QTemporaryDir>();
    Conversation::Options options;
    options.settingsPath = folder->filePath(u"settings.ini"_s);
    options.storePath = folder->filePath(u"data"_s);
    auto *const conversation = new Conversation(options);
    auto dialog = std::make_unique<Dialog>(conversation->roomActions(),
                                           std::forward<Arguments>(arguments)...);
    QObject::connect(dialog.get(), &QObject::destroyed, conversation,
                     [conversation, folder] { conversation->deleteLater(); });
    return dialog;
}

} // namespace

QList<std::pair<QString, HostileMaker>> hostileViews()
{
    return {
        {u"window"_s, mainWindowOf},
        {u"people"_s,
         [](const QString &text) {
             auto holder = std::make_unique<QWidget>();
             auto *const members = new MemberListModel(holder.get());
             for (int i = 0; i < 50; ++i) {
                 Member member;
                 member.user = userOf(nameOf(text), i);
                 members->take(member);
             }
             auto *const list = new MemberList(members, holder.get());
             list->resize(240, 600);
             return holder;
         }},
        {u"switcher"_s,
         [](const QString &text) {
             auto holder = std::make_unique<QWidget>();
             holder->resize(800, 600);
             auto *const model = new QuickSwitcherModel(holder.get());
             constexpr auto kind = QuickSwitcherModel::Kind::Room;
             model->setEntries(kind,
                               QList<QuickSwitcherModel::Entry>(
                                   50, {kind, u"r"_s, nameOf(text), nameOf(text), {}, 3}));
             auto *const switcher = new QuickSwitcher(holder.get());
             switcher->setModel(model);
             switcher->open();
             switcher->field()->setText(text);
             switcher->field()->setText({});
             return holder;
         }},
        {u"readers"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<ReadersDialog>(text);
             dialog->showReaders(
                 QList<ReadersDialog::Reader>(20, {nameOf(text), 1'700'000'000'000}),
                 QStringList(20, nameOf(text)));
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
        {u"edits"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<EditsDialog>(text, false);
             dialog->showEdits(QList<EditsDialog::Version>(3, {text, 1'700'000'000'000}), true);
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
        {u"profile"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<ProfileDialog>();
             dialog->setUserName(nameOf(text));
             dialog->setDevices(
                 {{u"1"_s, nameOf(text), true, 1, 2}, {u"2"_s, nameOf(text), false, 1, 2}}, {});
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
        {u"join"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<JoinDialog>();
             dialog->showError(JoinDialog::Field::Name, text, text);
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
        {u"search"_s, searchOf},
        {u"directory"_s, directoryOf},
        {u"servers"_s, serversOf},
        {u"notification"_s, noticeOfA},
        {u"ban"_s,
         [](const QString &text) {
             return dialogOf<SanctionDialog>(SanctionDialog::Kind::Ban, userOf(nameOf(text), 1),
                                             RoomId());
         }},
        {u"rooms"_s,
         [](const QString &) {
             return dialogOf<RoomDialog>();
         }},
        {u"delete"_s,
         [](const QString &text) {
             auto window = mainWindowOf(text);
             MessageView *const view = static_cast<MainWindow *>(window.get())->messageView();
             emit view->deleteWanted(view->model()->index(1, 0));
             return window;
         }},
        {u"picture"_s,
         [](const QString &text) {
             auto viewer = std::make_unique<PictureViewer>(nameOf(text));
             viewer->setFailure(text.left(2'000)); // of ours, with a name in it
             return std::unique_ptr<QWidget>(std::move(viewer));
         }},
        {u"rail"_s,
         [](const QString &text) {
             auto rail = std::make_unique<ServerRail>();
             QList<RailItem> items;
             for (quint64 id = 1; id <= 10; ++id) {
                 items.append({id, nameOf(text), nameOf(text), nameOf(text), 1'000'000, 1'000});
             }
             rail->setItems(items);
             rail->resize(72, 600);
             return std::unique_ptr<QWidget>(std::move(rail));
         }},
        {u"host"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<HostDialog>();
             dialog->showProblem(text, true);
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
    };
}

} // namespace maru::testing
