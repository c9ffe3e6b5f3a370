// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws dialogs, panels and bars that a window shows now and then into
// PNG files, to be looked at. With Qt's own option -reverse behind the others: from right to left.
//   demo_dialogs DIRECTORY [light|dark|contrast] [ko|en|ja] [SCALE] [-reverse]

#include "client/attention/attentionsettingspage.h"
#include "client/logdialog.h"
#include "client/logring.h"
#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "client/model/searchmodel.h"
#include "client/model/transferlist.h"
#include "client/widgets/datepopup.h"
#include "client/widgets/devicecodedialog.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/editsdialog.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/pictureviewer.h"
#include "client/widgets/readersdialog.h"
#include "client/widgets/roompanels.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/sanctionsdialog.h"
#include "client/widgets/searchpanel.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/settingsdialog.h"
#include "client/widgets/shellwindow.h"
#include "client/widgets/strandedbar.h"
#include "client/widgets/themecontroller.h"
#include "client/widgets/transferstrip.h"
#include "client/widgets/writinghelp.h"
#include "tests/support/fakeserver.h"

#include <QApplication>
#include <QCalendarWidget>
#include <QDir>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTranslator>
#include <QVBoxLayout>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;

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

/// Draws widgets; how they are called ends with how they look.
class Camera
{
public:
    Camera(QString directory, QString suffix, Theme theme)
        : m_directory(std::move(directory))
        , m_suffix(std::move(suffix))
        , m_theme(std::move(theme))
    { }

    void save(QWidget *widget, const QString &name) const
    {
        QTest::qWait(60);
        widget->grab().save(m_directory + u'/' + name + m_suffix + ".png"_L1);
    }

    [[nodiscard]] const Theme &theme() const { return m_theme; }

private:
    QString m_directory;
    QString m_suffix;
    Theme m_theme;
};

/// A window at a scripted server, for what asks one.
class Office
{
public:
    explicit Office(const Camera &camera)
        : m_camera(camera)
    {
        m_server.addRoom(u"r1"_s, u"전체"_s).readSeq = 0;
        FakeServer::Room &room = m_server.rooms[u"r1"_s];
        room.role = u"owner"_s;
        room.extras = {{u"classCode"_s, u"K7QX3M"_s}, {u"topic"_s, u"모두가 함께 보는 방"_s}};
        QJsonArray members;
        for (const QString &name : {u"김민수"_s, u"이영희"_s, u"박철수"_s, longName}) {
            members.append(QJsonObject{{u"user"_s, m_server.userOf(name)},
                                       {u"role"_s, u"member"_s},
                                       {u"muted"_s, name == u"박철수"_s},
                                       {u"hand"_s, name == u"이영희"_s},
                                       {u"readSeq"_s, 0}});
        }
        answer(u"room:members"_s, {{u"members"_s, members}, {u"more"_s, false}});
        Conversation::Options options;
        options.settingsPath = m_folder.filePath(u"settings.ini"_s);
        options.storePath = m_folder.filePath(u"data"_s);
        m_conversation = std::make_unique<Conversation>(options);
    }

    [[nodiscard]] bool open()
    {
        if (!m_server.listen()) {
            return false;
        }
        m_window = std::make_unique<MainWindow>();
        m_window->setTheme(m_camera.theme());
        m_window->setRooms(m_conversation->rooms());
        m_panels = new RoomPanels(m_window.get(), m_conversation.get(), m_camera.theme());
        QObject::connect(m_conversation.get(), &Conversation::currentRoomChanged, m_window.get(),
                         [this] {
                             m_window->setRoom(m_conversation->currentRoom().toString(),
                                               m_conversation->currentRoomName());
                         });
        m_window->resize(1'280, 760);
        m_window->show();
        m_conversation->start(m_server.address(), u"김민수"_s);
        return QTest::qWaitFor([this] {
            return m_conversation->state() == Conversation::State::Online
                && m_conversation->roomActions()->members()->rowCount() == 4;
        });
    }

    void draw()
    {
        drawRoomDialog();
        drawSanctions();
        m_panels->showSettings(RoomId(u"r1"_s));
        take<RoomSettingsDialog>(u"room-settings"_s);
        for (const auto kind : {SanctionDialog::Kind::Mute, SanctionDialog::Kind::ServerBan}) {
            SanctionDialog dialog(m_conversation->roomActions(), kind, {UserId(u"id"_s), longName});
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.show();
            m_camera.save(&dialog,
                          kind == SanctionDialog::Kind::Mute ? u"mute"_s : u"ban-server"_s);
        }
        const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
        menu->popup(m_window->mapToGlobal(QPoint(80, 200)));
        m_camera.save(menu.get(), u"room-menu"_s);
        menu->close();
    }

private:
    void answer(const QString &event, QJsonObject reply)
    {
        reply.insert(u"ok"_s, true);
        m_server.replies[event].enqueue(reply);
    }

    template<class T>
    void take(const QString &name)
    {
        auto *const dialog = m_window->findChild<T *>();
        QTest::qWait(200); // the answers
        m_camera.save(dialog, name);
        delete dialog;
    }

    void drawRoomDialog()
    {
        QJsonArray rooms;
        for (const QString &name : {u"수학 3-2"_s, u"점심"_s, longName}) {
            FakeServer::Room room;
            room.id = u"o%1"_s.arg(rooms.size());
            room.name = name;
            room.extras = {{u"topic"_s, u"함께 푸는 문제"_s}};
            rooms.append(m_server.roomObject(room));
        }
        answer(u"room:list"_s, {{u"rooms"_s, rooms}, {u"more"_s, false}});
        m_panels->showRoomDialog(RoomDialog::Page::Find);
        take<RoomDialog>(u"room-find"_s);
        answer(u"room:list"_s, {{u"rooms"_s, QJsonArray()}, {u"more"_s, false}});
        m_panels->showRoomDialog(RoomDialog::Page::Find);
        take<RoomDialog>(u"room-find-none"_s);
        const QJsonArray people{m_server.userOf(u"이영희"_s), m_server.userOf(longName)};
        answer(u"user:list"_s, {{u"users"_s, people}, {u"more"_s, false}});
        m_server.replies[u"room:create"_s].enqueue(FakeServer::refusal(u"NAME_TAKEN"_s));
        m_panels->showRoomDialog(RoomDialog::Page::Create);
        auto *const dialog = m_window->findChild<RoomDialog *>();
        dialog->findChild<QLineEdit *>(u"roomName"_s)->setText(u"수학"_s);
        dialog->acceptButton()->click();
        take<RoomDialog>(u"room-create"_s);
        answer(u"user:list"_s, {{u"users"_s, people}, {u"more"_s, false}});
        m_panels->showRoomDialog(RoomDialog::Page::Person);
        take<RoomDialog>(u"room-person"_s);
        answer(u"user:list"_s, {{u"users"_s, people}, {u"more"_s, false}});
        m_panels->showInvite();
        take<InviteDialog>(u"invite"_s);
    }

    void drawSanctions()
    {
        QJsonArray all;
        for (const QString &name : {u"이영희"_s, u"박철수"_s, longName}) {
            QJsonObject one{{u"user"_s, m_server.userOf(name)},
                            {u"kind"_s, all.isEmpty() ? u"muted"_s : u"banned"_s}};
            if (!all.isEmpty()) {
                one.insert(u"reason"_s,
                           u"광고를 여러 번 올렸고 그만두라는 말을 듣지 않았습니다."_s);
            }
            one.insert(u"until"_s, u"2027-01-02T03:04:00.000Z"_s);
            all.append(one);
        }
        answer(u"sanction:list"_s, {{u"sanctions"_s, all}, {u"more"_s, false}});
        m_panels->showSanctions(RoomId(u"r1"_s));
        take<SanctionsDialog>(u"sanctions"_s);
        answer(u"sanction:list"_s, {{u"sanctions"_s, QJsonArray()}, {u"more"_s, false}});
        m_panels->showSanctions(RoomId(u"r1"_s));
        take<SanctionsDialog>(u"sanctions-none"_s);
    }

    const Camera &m_camera;
    QTemporaryDir m_folder;
    FakeServer m_server{FakeServer::Mode::Native};
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    RoomPanels *m_panels = nullptr;
};

void drawDialogs(const Camera &camera)
{
    DeviceCodeDialog code;
    code.setPlace(u"한빛 사무실"_s, u"김민수"_s);
    code.show();
    code.showCode({u"K7QX3M2P"_s, 598'000, {}});
    camera.save(&code, u"device-code"_s);
    code.showCode({{}, 0, QCoreApplication::translate("Failures", "The server has a problem.")});
    camera.save(&code, u"device-code-failed"_s);

    EditsDialog edits(u"3시에 회의실에서 뵙겠습니다."_s, false);
    edits.setAttribute(Qt::WA_DeleteOnClose, false);
    edits.show();
    edits.showEdits({{u"2시에 회의실에서 뵙겠습니다."_s, 1'763'900'000'000},
                     {u"두 시에 봐요.\nhttps://files.example.com/a"_s, 1'763'800'000'000}},
                    false);
    camera.save(&edits, u"edits"_s);

    ReadersDialog readers(u"오늘 회의자료 올렸습니다."_s);
    readers.setAttribute(Qt::WA_DeleteOnClose, false);
    readers.show();
    readers.showFailure(QCoreApplication::translate("Failures", "The server has a problem."));
    camera.save(&readers, u"readers-failed"_s);

    LogRing ring;
    for (int i = 0; i < 12; ++i) {
        ring.add(i % 5 == 4 ? QtWarningMsg : QtInfoMsg, u"maru.client"_s,
                 u"Connected to 192.168.0.12:5000, hello in %1 ms"_s.arg(i), i * 60'000);
    }
    LogDialog log(ring);
    log.show();
    camera.save(&log, u"log"_s);

    QSettings store;
    store.clear();
    AttentionSettings attention(store);
    SettingsDialog settings;
    auto *const page =
        new AttentionSettingsPage(attention, Autostart(QDir::tempPath() + "/maru-demo-start"_L1));
    page->setWindowTitle(
        QCoreApplication::translate("maru::client::AttentionController", "Notifications"));
    settings.addPage(page, u"bell"_s);
    settings.setTheme(camera.theme());
    settings.show();
    camera.save(&settings, u"settings-attention"_s);
}

void drawFiles(const Camera &camera)
{
    PictureViewer viewer(u"회의실 사진.jpg"_s);
    viewer.setTheme(camera.theme());
    viewer.resize(760, 520);
    viewer.show();
    viewer.setProgress(40);
    camera.save(&viewer, u"picture-loading"_s);
    QImage picture(1'600, 900, QImage::Format_RGB32);
    QPainter painter(&picture);
    QLinearGradient sky(0, 0, 0, 900);
    sky.setColorAt(0, QColor(0x7aa7c7));
    sky.setColorAt(1, QColor(0xf2d7a6));
    painter.fillRect(picture.rect(), sky);
    painter.end();
    viewer.setPicture(picture);
    camera.save(&viewer, u"picture"_s);
    viewer.setFailure(QCoreApplication::translate("Failures", "The server has a problem."));
    camera.save(&viewer, u"picture-failed"_s);
}

// A window of one room with \p use done to it.
template<class Use>
void drawWindow(const Camera &camera, const QSize &size, const QString &name, Use use)
{
    RoomListModel rooms;
    MessageListModel messages;
    Room room;
    room.id = RoomId(u"r1"_s);
    room.name = u"전체"_s;
    rooms.setRooms({room}, room.id);
    messages.setOwnUser(UserId(u"id-김민수"_s));
    MainWindow window;
    window.setTheme(camera.theme());
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
    camera.save(&window, name);
}

void drawSearch(const Camera &camera, const QSize &size)
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
        return QList<SearchModel::Sources::NamedRoom>{{RoomId(u"r1"_s), u"전체"_s}};
    };
    sources.ownName = [] {
        return u"김민수"_s;
    };
    SearchModel model(sources);
    model.setTiming({0, 0, 0});
    for (const QString &words : {QString(), u"회의"_s, u"없는말"_s}) {
        const QString state = words.isEmpty() ? u"empty"_s
            : words == u"회의"_s              ? u"found"_s
                                              : u"vain"_s;
        drawWindow(camera, size, u"search-%1-%2"_s.arg(state).arg(size.width()),
                   [&](MainWindow &window) {
                       auto *const panel = new SearchPanel(&window);
                       panel->setTheme(camera.theme());
                       panel->setModel(&model);
                       panel->setRoom(u"r1"_s, u"전체"_s);
                       window.layout()->addWidget(panel);
                       panel->setMaximumWidth(panel->minimumWidth());
                       panel->open(false);
                       panel->field()->setText(words);
                       QTest::qWait(100);
                   });
    }
}

void drawBars(const Camera &camera)
{
    Transfers transfers;
    drawWindow(camera, {900, 560}, u"bars"_s, [&](MainWindow &window) {
        auto *const stranded = new StrandedBar(&window);
        window.addAboveInput(stranded);
        stranded->setTexts(
            {{u"c1"_s, u"내일은 제가 조금 늦습니다."_s,
              QCoreApplication::translate("Failures", "The server has a problem.")}});
        auto *const strip = new TransferStrip(&transfers, &window);
        strip->setTheme(camera.theme());
        window.addAboveInput(strip);
    });
    drawWindow(camera, {900, 560}, u"popups"_s, [&](MainWindow &window) {
        DatePopup days(&window);
        days.setTheme(camera.theme());
        days.open(QDate::currentDate().addYears(-1));
        camera.save(&days, u"date"_s);
        days.hide();
        window.writingHelp()->openPicker();
        camera.save(window.findChild<EmojiPicker *>(), u"picker"_s);
    });
}

void drawShell(const Camera &camera)
{
    ShellWindow shell;
    shell.setTheme(camera.theme());
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
    camera.save(&shell, u"rail-notice"_s);
}

} // namespace

int main(int argc, char **argv)
{
    const auto argument = [argc, argv](int i, const char *otherwise) {
        return QString::fromLocal8Bit(argc > i ? argv[i] : otherwise);
    };
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", argument(4, "1").toLatin1());
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                       QDir::tempPath() + "/maru-demo-dialogs"_L1);
    QCoreApplication::setOrganizationName(u"maru-demo"_s);
    QFont font(u"Noto Sans CJK KR"_s);
    font.setPixelSize(14);
    QApplication::setFont(font);
    const QString language = argument(3, "ko");
    QLocale::setDefault(QLocale(language));
    QTranslator words;
    if (words.load(u":/i18n/maru_%1.qm"_s.arg(language))) {
        QCoreApplication::installTranslator(&words);
    }
    bool known = false;
    const ThemeController themes(ThemeController::kindFromName(argument(2, "light"), &known));
    QDir().mkpath(argument(1, "."));
    const Camera camera(argument(1, "."),
                        u"-%1-%2@%3%4"_s.arg(argument(2, "light"), language, argument(4, "1"),
                                             QGuiApplication::isRightToLeft() ? u"-rtl"_s : u""_s),
                        themes.theme());
    drawDialogs(camera);
    drawFiles(camera);
    drawSearch(camera, {1'000, 560});
    drawBars(camera);
    drawShell(camera);
    Office office(camera);
    if (!office.open()) {
        qWarning("demo_dialogs: the scripted server did not answer");
        return 1;
    }
    office.draw();
    return 0;
}
