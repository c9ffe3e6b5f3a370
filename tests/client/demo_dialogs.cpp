// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws dialogs that a window shows now and then (demostudio.h has the
// arguments).

#include "client/attention/attentionsettingspage.h"
#include "client/logdialog.h"
#include "client/logring.h"
#include "client/model/conversation.h"
#include "client/widgets/devicecodedialog.h"
#include "client/widgets/editsdialog.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/pictureviewer.h"
#include "client/widgets/readersdialog.h"
#include "client/widgets/roompanels.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/sanctionsdialog.h"
#include "client/widgets/settingsdialog.h"
#include "demostudio.h"
#include "tests/support/fakeserver.h"

#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;

namespace {

const QString longName = u"남궁민수 아주아주 긴 이름을 가진 사람 Alexander the Very Long Named"_s;

/// A window at a scripted server, for what asks one.
class Office
{
public:
    explicit Office(const DemoStudio &studio)
        : m_studio(studio)
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
        m_window->setTheme(m_studio.theme());
        m_window->setRooms(m_conversation->rooms());
        m_panels = new RoomPanels(m_window.get(), m_conversation.get(), m_studio.theme());
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
            SanctionDialog dialog(m_conversation->roomActions(), kind, {UserId(u"id"_s), longName},
                                  m_conversation->currentRoom());
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.show();
            m_studio.save(&dialog,
                          kind == SanctionDialog::Kind::Mute ? u"mute"_s : u"ban-server"_s);
        }
        const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
        menu->popup(m_window->mapToGlobal(QPoint(80, 200)));
        m_studio.save(menu.get(), u"room-menu"_s);
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
        m_studio.save(dialog, name);
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
                one.insert(u"by"_s,
                           QJsonObject{{u"id"_s, u"u9"_s},
                                       {u"userName"_s, name == longName ? longName : u"김민수"_s}});
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

    const DemoStudio &m_studio;
    QTemporaryDir m_folder;
    FakeServer m_server{FakeServer::Mode::Native};
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    RoomPanels *m_panels = nullptr;
};

void drawDialogs(const DemoStudio &studio)
{
    DeviceCodeDialog code;
    code.setPlace(u"한빛 사무실"_s, u"김민수"_s);
    code.show();
    code.showCode({u"K7QX3M2P"_s, 598'000, {}});
    studio.save(&code, u"device-code"_s);
    code.showCode({{},
                   0,
                   QCoreApplication::translate(
                       "Failures", "The server could not save this. Please try again.")});
    studio.save(&code, u"device-code-failed"_s);

    EditsDialog edits(u"3시에 회의실에서 뵙겠습니다."_s, false);
    edits.setAttribute(Qt::WA_DeleteOnClose, false);
    edits.show();
    edits.showEdits({{u"2시에 회의실에서 뵙겠습니다."_s, 1'763'900'000'000},
                     {u"두 시에 봐요.\nhttps://files.example.com/a"_s, 1'763'800'000'000}},
                    false);
    studio.save(&edits, u"edits"_s);

    ReadersDialog readers(u"오늘 회의자료 올렸습니다."_s);
    readers.setAttribute(Qt::WA_DeleteOnClose, false);
    readers.show();
    readers.showFailure(QCoreApplication::translate(
        "Failures", "The server could not save this. Please try again."));
    studio.save(&readers, u"readers-failed"_s);

    LogRing ring;
    for (int i = 0; i < 12; ++i) {
        ring.add(i % 5 == 4 ? QtWarningMsg : QtInfoMsg, u"maru.client"_s,
                 u"Connected to 192.168.0.12:5000, hello in %1 ms"_s.arg(i), i * 60'000);
    }
    LogDialog log(ring);
    log.show();
    studio.save(&log, u"log"_s);

    QSettings store;
    store.clear();
    AttentionSettings attention(store);
    SettingsDialog settings;
    auto *const page =
        new AttentionSettingsPage(attention, Autostart(QDir::tempPath() + "/maru-demo-start"_L1));
    page->setWindowTitle(
        QCoreApplication::translate("maru::client::AttentionController", "Notifications"));
    settings.addPage(page, u"bell"_s);
    settings.setTheme(studio.theme());
    settings.show();
    studio.save(&settings, u"settings-attention"_s);
}

void drawFiles(const DemoStudio &studio)
{
    PictureViewer viewer(u"회의실 사진.jpg"_s);
    viewer.setTheme(studio.theme());
    viewer.resize(760, 520);
    viewer.show();
    viewer.setProgress(40);
    studio.save(&viewer, u"picture-loading"_s);
    QImage picture(1'600, 900, QImage::Format_RGB32);
    QPainter painter(&picture);
    QLinearGradient sky(0, 0, 0, 900);
    sky.setColorAt(0, QColor(0x7aa7c7));
    sky.setColorAt(1, QColor(0xf2d7a6));
    painter.fillRect(picture.rect(), sky);
    painter.end();
    viewer.setPicture(picture);
    studio.save(&viewer, u"picture"_s);
    viewer.setFailure(QCoreApplication::translate(
        "Failures", "The server could not save this. Please try again."));
    studio.save(&viewer, u"picture-failed"_s);
}

} // namespace

int main(int argc, char **argv)
{
    const DemoStudio studio(argc, argv);
    drawDialogs(studio);
    drawFiles(studio);
    Office office(studio);
    if (!office.open()) {
        qWarning("demo_dialogs: the scripted server did not answer");
        return 1;
    }
    office.draw();
    return 0;
}
