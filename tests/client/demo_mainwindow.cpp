// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws the main window and its messages (demostudio.h has the
// arguments).

#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "demostudio.h"

#include <QDateTime>
#include <QInputMethodEvent>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

struct Line
{
    QString author;
    QString text;
    QTime time;
};

const QDate day(2026, 11, 23);

Message messageOf(const Line &line, qint64 seq)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.room = RoomId(u"r1"_s);
    message.seq = seq;
    message.rev = seq;
    message.chat = line.text;
    const bool system = line.author == "system"_L1;
    message.type = system ? MessageType::System : MessageType::Chat;
    message.user = {system ? UserId() : UserId(u"id-"_s + line.author), line.author};
    message.createdMs = QDateTime(day, line.time).toMSecsSinceEpoch();
    return message;
}

QList<Line> pictureLines()
{
    return {
        {u"이영희"_s, u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주세요."_s, {9, 12}},
        {u"박철수"_s,
         u"확인했습니다. 서버 설정은 이렇게 바꾸면 됩니다.\nPORT=5000\n"
         "DB_URL=sqlite:/var/lib/maru/maru.db"_s,
         {9, 15}},
        {u"박철수"_s,
         u"오후에 민수 님과 같이 보겠습니다. 자료는 https://files.example.com/회의 (2쪽)"_s,
         {9, 16}},
        {u"system"_s, u"Alex Kim 님이 채팅방에 들어왔습니다."_s, {9, 20}},
        {u"Alex Kim"_s,
         u"Thanks! The network share is at \\\\files\\projects, I will move the old drafts there tonight."_s,
         {9, 31}},
        {u"김민수"_s, u"좋습니다. 3시에 회의실에서 뵙겠습니다 👋"_s, {9, 32}},
    };
}

QList<Line> hardLines()
{
    QString zalgo;
    for (int i = 0; i < 20; ++i) {
        zalgo += u'Z' + QString(30, QChar(0x0301 + i % 5));
    }
    return {
        {u"남궁민수 아주아주 긴 이름을 가진 사람 Alexander the Very Long Named"_s,
         u"짧은 글"_s,
         {9, 1}},
        {u"이영희"_s, QString(400, u'가') + QString(300, u'w'), {9, 2}},
        {u"\u202Eevil"_s,
         u"\u202Etxt.exe 뒤집힌 글 <b>굵게?</b> http://bank.com@evil.com "
         "https://xn--bj0bj06e.kr/a_(b)에서 https://example.com/x?y=1&z=2."_s,
         {9, 3}},
        {u"박철수"_s, zalgo, {9, 4}},
        {u"박철수"_s, u"العربية والعبرية עברית mixed with English and 한국어 123"_s, {9, 5}},
        {u"Alex"_s,
         u"日本語のテキストと中文字符，emoji 👨‍👩‍👧‍👦 🇰🇷 ✋🏽"_s,
         {9, 6}},
        {u"이영희"_s, QStringList(QList<QString>(60, u"줄"_s)).join(u'\n'), {9, 7}},
    };
}

struct Scene
{
    RoomListModel rooms;
    MessageListModel messages;
    std::unique_ptr<MainWindow> window;

    explicit Scene(const Theme &theme, const QSize &size, const QList<Line> &lines)
    {
        QList<Room> list;
        for (const QString &name : {u"전체"_s, u"디자인"_s, u"회의자료"_s, u"공지"_s, u"점심"_s}) {
            Room room;
            room.id = RoomId(u"r%1"_s.arg(list.size() + 1));
            room.name = name;
            list << room;
        }
        rooms.setRooms(list, RoomId(u"r1"_s));
        rooms.setUnread(RoomId(u"r2"_s), 2);
        rooms.setUnread(RoomId(u"r3"_s), 120);
        messages.setOwnUser(UserId(u"id-김민수"_s));
        window = std::make_unique<MainWindow>();
        window->setTheme(theme);
        window->setRooms(&rooms);
        window->setMessages(&messages);
        window->setServer(u"한빛 사무실"_s, u"192.168.0.12:5000"_s);
        window->setUserName(u"김민수"_s);
        window->setRoom(u"r1"_s, u"전체"_s);
        window->resize(size);
        window->show();
        qint64 seq = 0;
        for (const Line &line : lines) {
            messages.insert(messageOf(line, ++seq));
        }
        static_cast<void>(QTest::qWaitForWindowActive(window.get()));
    }

    void pending(const QString &cid, const QString &text, QTime time)
    {
        Message message = messageOf({u"김민수"_s, text, time}, 0);
        message.id = {};
        message.seq = 0;
        message.cid = cid;
        messages.appendPending(message);
    }

    void compose(const QString &committed, const QString &preedit)
    {
        window->input()->setText(committed);
        window->input()->edit()->setFocus();
        QInputMethodEvent event(preedit, {});
        QCoreApplication::sendEvent(window->input()->edit(), &event);
    }
};

class Pictures
{
public:
    explicit Pictures(const DemoStudio &studio)
        : m_studio(studio)
    { }

    void conversation(const QSize &size)
    {
        Scene scene(m_studio.theme(), size, pictureLines());
        scene.pending(u"c1"_s, u"초안도 같이 올립니다."_s, {9, 32});
        scene.compose(u"자료는 "_s, u"확"_s);
        m_studio.save(scene.window.get(), u"main-%1"_s.arg(size.width()));
    }

    void failures()
    {
        Scene scene(m_studio.theme(), {1000, 700}, pictureLines());
        scene.pending(u"c1"_s, u"초안도 같이 올립니다."_s, {9, 33});
        scene.pending(u"c2"_s, u"이어서 하나 더."_s, {9, 34});
        scene.messages.setDelivery(u"c1"_s, Delivery::Failed, u"서버가 저장하지 못했습니다."_s);
        scene.window->setBanner(
            QCoreApplication::translate("maru::client::Conversation", "Reconnecting…"), true);
        scene.window->input()->setText(u"첫 줄\n둘째 줄\n셋째 줄"_s);
        m_studio.save(scene.window.get(), u"failed"_s);
        scene.window->input()->setText(QString(8'001, u'가'));
        scene.window->messageView()->setFocus(Qt::TabFocusReason);
        m_studio.save(scene.window.get(), u"toolong"_s);
    }

    void arrivals()
    {
        QList<Line> lines;
        for (int i = 0; i < 60; ++i) {
            lines << Line{i % 7 < 4 ? u"이영희"_s : u"박철수"_s, u"%1번째 글입니다."_s.arg(i),
                          QTime(10, 0).addSecs(i * 40)};
        }
        Scene scene(m_studio.theme(), {900, 600}, lines);
        QTest::keyClick(scene.window->messageView(), Qt::Key_Home);
        QTest::keyClick(scene.window->messageView(), Qt::Key_PageDown);
        for (int i = 0; i < 3; ++i) {
            scene.messages.insert(messageOf({u"최지우"_s, u"새 글 %1"_s.arg(i), {14, i}}, 100 + i));
        }
        m_studio.save(scene.window.get(), u"newbutton"_s);
        scene.window->messageView()->goToBottom();
        m_studio.save(scene.window.get(), u"newline"_s);
        QTest::mousePress(scene.window->messageView()->viewport(), Qt::LeftButton, {}, {120, 200});
        QTest::mouseMove(scene.window->messageView()->viewport(), {180, 330});
        m_studio.save(scene.window.get(), u"selection"_s);
    }

    void hard(const QSize &size)
    {
        Scene scene(m_studio.theme(), size, hardLines());
        m_studio.save(scene.window.get(), u"hard-%1"_s.arg(size.width()));
        QTest::keyClick(scene.window->messageView(), Qt::Key_Home);
        m_studio.save(scene.window.get(), u"hardtop-%1"_s.arg(size.width()));
    }

    void marks(const QSize &size)
    {
        const QString longName =
            u"남궁민수 아주아주 긴 이름을 가진 사람 Alexander the Very Long Named"_s;
        Scene scene(m_studio.theme(), size,
                    {{longName, u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주세요."_s, {9, 12}}});
        scene.messages.setOwnName(u"김민수"_s);
        const UserId self(u"id-김민수"_s);
        const auto put = [&scene](qint64 seq, const Line &line, const auto &change) {
            Message message = messageOf(line, seq);
            change(message);
            scene.messages.insert(message);
        };
        put(1, {longName, u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주세요."_s, {9, 12}},
            [&](Message &message) {
                message.rev = 10;
                message.reactions = {{u"👍"_s, {self, UserId(u"a"_s), UserId(u"b"_s)}},
                                     {u"🙏"_s, {UserId(u"a"_s)}}};
            });
        put(2, {u"박철수"_s, u"확인했습니다. @김민수 님과 같이 보겠습니다."_s, {9, 15}},
            [&](Message &message) {
                message.replyTo = scene.messages.quoteOf(MessageId(u"m1"_s));
                message.mentions = {self};
                message.editedMs = 1;
            });
        put(3, {u"박철수"_s, {}, {9, 16}}, [](Message &message) { message.deletedMs = 1; });
        put(4, {u"김민수"_s, u"좋습니다. 3시에 뵙겠습니다 👋"_s, {9, 32}}, [&](Message &message) {
            message.replyTo = scene.messages.quoteOf(MessageId(u"m2"_s));
            message.editedMs = 1;
            for (const QString &emoji : {u"👍"_s, u"❤️"_s, u"😂"_s, u"🎉"_s, u"🙏"_s, u"👀"_s}) {
                message.reactions.append({emoji, {UserId(u"a"_s)}});
            }
        });
        put(5, {u"Alex Kim"_s, u"Thanks!"_s, {9, 40}}, [&](Message &message) {
            message.replyTo = scene.messages.quoteOf(MessageId(u"m3"_s));
        });
        scene.rooms.setUnread(RoomId(u"r2"_s), 5, 2);
        scene.window->messageView()->setAbilities(true, false);
        scene.window->setTypingText(
            QCoreApplication::translate("maru::client::TypingPeople", "%1 is typing…")
                .arg(u"박철수"_s));
        scene.window->composer()->startReply(u"m1"_s, longName, pictureLines().first().text);
        m_studio.save(scene.window.get(), u"marks-reply-%1"_s.arg(size.width()));
        scene.window->composer()->startEdit(u"m4"_s, u"좋습니다. 3시에 뵙겠습니다 👋"_s);
        m_studio.save(scene.window.get(), u"marks-edit-%1"_s.arg(size.width()));
        ReadersDialog dialog(pictureLines().first().text);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        dialog.showReaders({{u"이영희"_s, QDateTime::currentMSecsSinceEpoch()},
                            {longName, QDateTime(day, {9, 15}).toMSecsSinceEpoch()}},
                           {u"박철수"_s, u"Alex Kim"_s});
        m_studio.save(&dialog, u"readers"_s);
    }

    void drawer()
    {
        Scene scene(m_studio.theme(), {480, 700}, pictureLines());
        scene.rooms.setUnread(RoomId(u"r4"_s), 1, 1);
        scene.window->setBanner(
            QCoreApplication::translate("maru::client::Conversation", "Reconnecting…"), true);
        m_studio.save(scene.window.get(), u"drawer-closed"_s);
        QTest::keyClick(scene.window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        m_studio.save(scene.window.get(), u"drawer"_s);
    }

    void empty()
    {
        Scene scene(m_studio.theme(), {900, 500}, {});
        m_studio.save(scene.window.get(), u"empty"_s);
    }

private:
    const DemoStudio &m_studio;
};

} // namespace

int main(int argc, char **argv)
{
    const DemoStudio studio(argc, argv);
    Pictures pictures(studio);
    pictures.conversation({1280, 800});
    pictures.conversation({480, 700});
    pictures.marks({1000, 700});
    pictures.marks({480, 700});
    pictures.failures();
    pictures.arrivals();
    pictures.hard({1000, 800});
    pictures.hard({400, 700});
    pictures.drawer();
    pictures.empty();
    return 0;
}
