// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws panels and bars that a window shows now and then (demostudio.h
// has the arguments).

#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/model/searchmodel.h"
#include "client/model/transferlist.h"
#include "client/widgets/datepopup.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/searchpanel.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/shellwindow.h"
#include "client/widgets/strandedbar.h"
#include "client/widgets/transferstrip.h"
#include "client/widgets/writinghelp.h"
#include "demostudio.h"

#include <QLayout>
#include <QLineEdit>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

const QString longName = u"남궁민수 아주아주 긴 이름을 가진 사람 Alexander the Very Long Named"_s;

/// Three files on their way.
class Transfers : public TransferList
{
public:
    using TransferList::TransferList;

    [[nodiscard]] int rowCount(const QModelIndex &) const override { return 3; }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        constexpr State states[] = {State::Running, State::Paused, State::Failed};
        const QString names[] = {u"회의자료.pdf"_s, u"2026년 결산과 예산의 아주 긴 이름.xlsx"_s,
                                 u"setup.exe"_s};
        const QString details[] = {u"4.2 / 10.0 MB"_s, u"120 / 950 MB"_s,
                                   u"이 서버는 20 MB까지 받습니다."_s};
        switch (role) {
        case NameRole:
            return names[index.row()];
        case StateRole:
            return int(states[index.row()]);
        case PercentRole:
            return index.row() == 0 ? 42 : 12;
        case DetailRole:
            return details[index.row()];
        case MayPauseRole:
            return true;
        default:
            return {};
        }
    }
    void pause(int) override { }
    void resume(int) override { }
    void remove(int) override { }
};

Message said(qint64 seq, const QString &author, const QString &text)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.room = RoomId(u"r1"_s);
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(u"id-"_s + author), author};
    message.createdMs = QDateTime(QDate(2026, 11, 23), QTime(9, int(seq))).toMSecsSinceEpoch();
    return message;
}

// A window of one room with \p use done to it.
template<class Use>
void drawWindow(const DemoStudio &studio, const QSize &size, const QString &name, Use use)
{
    RoomListModel rooms;
    MessageListModel messages;
    Room room;
    room.id = RoomId(u"r1"_s);
    room.name = u"전체"_s;
    rooms.setRooms({room}, room.id);
    messages.setOwnUser(UserId(u"id-김민수"_s));
    MainWindow window;
    window.setTheme(studio.theme());
    window.setRooms(&rooms);
    window.setMessages(&messages);
    window.setServer(u"한빛 사무실"_s, u"192.168.0.12:5000"_s);
    window.setUserName(u"김민수"_s);
    window.setRoom(u"r1"_s, u"전체"_s);
    window.resize(size);
    window.show();
    messages.insert(said(12, u"이영희"_s, u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주세요."_s));
    messages.insert(said(15, u"김민수"_s, u"확인했습니다 (3시까지). 서버는 192.168.0.12:5000."_s));
    messages.insert(said(16, u"Alex Kim"_s, u"Thanks! Is it https://files.example.com/drafts?"_s));
    static_cast<void>(QTest::qWaitForWindowActive(&window));
    use(window);
    studio.save(&window, name);
}

void drawSearch(const DemoStudio &studio, const QSize &size)
{
    SearchModel::Sources sources;
    sources.local = [](const LocalQuery &query, auto handler) {
        LocalAnswer found;
        if (query.text != u"없는말"_s) {
            found.hits = {
                {said(16, u"이영희"_s, u"내일 회의는 3시입니다."_s), {{3, 2}}, {}, {}},
                {said(12, longName,
                      u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주시고, 회의 전에 의견을 "
                      "남겨 주세요."_s),
                 {{3, 2}, {34, 2}},
                 {},
                 {}}};
        }
        handler(found);
    };
    sources.server = [](const MessageSearch &, auto) {
    };
    sources.hasServer = [] {
        return false;
    };
    sources.rooms = [] {
        return QList<SearchModel::Sources::NamedRoom>{{RoomId(u"r1"_s), u"전체"_s, u"# 전체"_s}};
    };
    sources.ownUser = [] {
        return UserId(u"u1"_s);
    };
    SearchModel model(sources);
    model.setTiming({0, 0, 0});
    for (const QString &words : {QString(), u"회의"_s, u"없는말"_s}) {
        const QString state = words.isEmpty() ? u"empty"_s
            : words == u"회의"_s              ? u"found"_s
                                              : u"vain"_s;
        drawWindow(studio, size, u"search-%1-%2"_s.arg(state).arg(size.width()),
                   [&](MainWindow &window) {
                       auto *const panel = new SearchPanel(&window);
                       panel->setTheme(studio.theme());
                       panel->setModel(&model);
                       panel->setRoom(u"r1"_s, u"# 전체"_s);
                       window.addPane(panel);
                       panel->setMaximumWidth(panel->minimumWidth());
                       panel->open(false);
                       panel->field()->setText(words);
                       QTest::qWait(100);
                   });
    }
}

void drawBars(const DemoStudio &studio)
{
    Transfers transfers;
    drawWindow(studio, {900, 560}, u"bars"_s, [&](MainWindow &window) {
        auto *const stranded = new StrandedBar(&window);
        window.addAboveInput(stranded);
        stranded->setTexts(
            {{u"c1"_s, u"내일은 제가 조금 늦습니다."_s,
              QCoreApplication::translate("Failures",
                                          "The server could not save this. Please try again.")}});
        auto *const strip = new TransferStrip(&transfers, &window);
        strip->setTheme(studio.theme());
        window.addAboveInput(strip);
    });
    drawWindow(studio, {560, 560}, u"notices"_s, [](MainWindow &window) {
        window.showNotice(QCoreApplication::translate(
                              "Failures", "The server could not save this. Please try again.")
                          + u"\n내일 회의는 3시입니다. 자료는 제가 준비하겠습니다."_s.repeated(4));
        window.showNotice(u"two"_s);
        window.showNotice(u"three"_s);
    });
    drawWindow(studio, {900, 560}, u"popups"_s, [&](MainWindow &window) {
        DatePopup days(&window);
        days.setTheme(studio.theme());
        days.open(QDate::currentDate().addYears(-1));
        studio.save(&days, u"date"_s);
        days.hide();
        window.writingHelp()->openPicker();
        studio.save(window.findChild<EmojiPicker *>(), u"picker"_s);
    });
}

void drawShell(const DemoStudio &studio)
{
    ShellWindow shell;
    shell.setTheme(studio.theme());
    QList<RailItem> items;
    const QString titles[] = {u"한빛 사무실"_s, u"3-2"_s, u"Lab"_s, u"연구실"_s, u"العربية"_s};
    constexpr RailItem::Mark marks[] = {RailItem::Mark::None, RailItem::Mark::None,
                                        RailItem::Mark::Connecting, RailItem::Mark::Off,
                                        RailItem::Mark::Trouble};
    for (int i = 0; i < 5; ++i) {
        items.append({quint64(i + 1), titles[i], u"10.0.0.%1:5000"_s.arg(i), u"김민수"_s,
                      i == 1       ? 3
                          : i == 2 ? 120
                                   : 0,
                      i == 1 ? 3 : 0, marks[i]});
    }
    shell.rail()->setItems(items);
    shell.rail()->setCurrent(1);
    shell.rail()->show(); // the rail controller does it for more than one
    shell.resize(720, 520);
    shell.showNotice(u"이 서버에서 차단되었습니다"_s,
                     u"광고를 여러 번 올렸습니다. 2027년 1월 2일까지입니다."_s, u"다시 연결"_s);
    shell.show();
    studio.save(&shell, u"rail-notice"_s);
}

} // namespace

int main(int argc, char **argv)
{
    const DemoStudio studio(argc, argv);
    drawSearch(studio, {1'000, 560});
    drawBars(studio);
    drawShell(studio);
    return 0;
}
