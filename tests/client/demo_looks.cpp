// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws the settings and the window in all its looks (demostudio.h has
// the arguments).

#include "client/model/memberlistmodel.h"
#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/aboutdialog.h"
#include "client/widgets/commands.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/settingsdialog.h"
#include "client/widgets/settingspages.h"
#include "client/widgets/shortcutsheet.h"
#include "demostudio.h"

#include <QApplication>
#include <QDateTime>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

QString zalgo(const QString &text)
{
    QString out;
    for (const QChar c : text) {
        out += c + QString(40, QChar(int(0x0301 + out.size() % 9)));
    }
    return out;
}

QStringList hostileNames()
{
    return {u"전체"_s,
            u"<b>bold</b><img src=http://a/b.png>"_s,
            u"\u202Eexe.txt\u202C 뒤집힘"_s,
            zalgo(u"Zalgo"_s),
            QString(1'000'000, u'가'),
            u"\u200B\u200B\u200D"_s,
            u"\u3164"_s,
            u"둘\n째 줄\ttab"_s,
            u"שלום עולם"_s,
            u"👨‍👩‍👧‍👦🏳️‍🌈🇰🇷 emoji"_s,
            u"&amp; && &Name"_s,
            u"𒐫𒈙⸻﷽"_s};
}

struct Scene
{
    RoomListModel rooms;
    MessageListModel messages;
    MemberListModel members;
    std::unique_ptr<MainWindow> window;

    Scene(const Theme &theme, const QSize &size, const QStringList &names, const QStringList &texts)
    {
        QList<Room> list;
        for (const QString &name : names) {
            Room room;
            room.id = RoomId(u"r%1"_s.arg(list.size() + 1));
            room.name = name;
            list << room;
        }
        rooms.setRooms(list, RoomId(u"r1"_s));
        rooms.setUnread(RoomId(u"r2"_s), 2);
        rooms.setUnread(RoomId(u"r3"_s), 120, 3);
        messages.setOwnUser(UserId(u"id-0"_s));
        members.setOwnUser(UserId(u"id-0"_s));
        window = std::make_unique<MainWindow>();
        auto *people = new MemberList(&members, window.get());
        window->addPane(people);
        window->setTheme(theme);
        people->setTheme(theme);
        window->setRooms(&rooms);
        window->setMessages(&messages);
        window->setServer(u"한빛 사무실"_s, u"192.168.0.12:5000"_s);
        window->setUserName(u"김민수"_s);
        window->setRoom(u"r1"_s, names.first());
        window->resize(size);
        window->show();
        qint64 seq = 0;
        for (const QString &name : names) {
            const UserId id(u"id-%1"_s.arg(seq));
            Member member;
            member.user = {id, name};
            member.user.isOnline = seq % 3 != 0;
            members.take(member);
            Message message;
            message.id = MessageId(u"m%1"_s.arg(++seq));
            message.room = RoomId(u"r1"_s);
            message.seq = seq;
            message.rev = seq;
            message.chat = texts.value(int(seq - 1) % int(texts.size()));
            message.user = {id, name};
            message.createdMs =
                QDateTime(QDate(2026, 11, 23), QTime(9, int(seq))).toMSecsSinceEpoch();
            messages.insert(message);
        }
        static_cast<void>(QTest::qWaitForWindowActive(window.get()));
    }
};

const QStringList plainNames = {u"전체"_s, u"디자인"_s, u"회의자료"_s, u"공지"_s, u"Alex Kim"_s};
const QStringList plainTexts = {
    u"오늘 회의자료 올렸습니다. 2쪽 표를 먼저 봐 주세요."_s,
    u"확인했습니다. **3시**에 `회의실`에서 뵙겠습니다 👋"_s,
    u"Thanks! I will move the *old drafts* there tonight: https://files.example.com/drafts"_s};

class Pictures
{
public:
    explicit Pictures(DemoStudio &studio)
        : m_studio(studio)
    { }

    void settings()
    {
        Preferences preferences;
        SettingsDialog dialog;
        dialog.addPage(makeAppearancePage(preferences), u"palette"_s);
        dialog.addPage(makeConversationPage(preferences), u"bubble"_s);
        dialog.addPage(makeLanguagePage(preferences), u"globe"_s);
        dialog.setTheme(m_studio.theme());
        dialog.show();
        m_studio.save(&dialog, u"settings"_s);
        dialog.showPage(1);
        m_studio.save(&dialog, u"settings-conversation"_s);
        dialog.field()->setText(QLocale().language() == QLocale::Korean ? u"ㅌㅁ"_s : u"theme"_s);
        m_studio.save(&dialog, u"settings-found"_s);
        dialog.field()->setText(u"qwerty"_s);
        m_studio.save(&dialog, u"settings-nothing"_s);
        AboutDialog about;
        about.show();
        m_studio.save(&about, u"about"_s);
    }

    void windows()
    {
        Scene scene(m_studio.theme(), {1280, 760}, plainNames, plainTexts);
        m_studio.save(scene.window.get(), u"window"_s);
        QMenu *menu = scene.window->commands()->menu(Commands::Menu::Edit);
        menu->popup(scene.window->mapToGlobal(QPoint(80, 34)));
        m_studio.save(menu, u"menu"_s);
        menu->close();
        ShortcutSheet sheet(*scene.window->commands(), true);
        sheet.show();
        m_studio.save(&sheet, u"shortcuts"_s);
        const auto apply = [&] {
            scene.window->setTheme(m_studio.theme());
            for (auto *people : scene.window->findChildren<MemberList *>()) {
                people->setTheme(m_studio.theme());
            }
        };
        m_studio.themes().setDensity(Density::Compact);
        apply();
        m_studio.save(scene.window.get(), u"compact"_s);
        m_studio.themes().setDensity(Density::Comfortable);
        m_studio.themes().setFontStep(8);
        apply();
        m_studio.save(scene.window.get(), u"large"_s);
        m_studio.themes().setFontStep(0);
    }

    void hostile()
    {
        QStringList texts = hostileNames();
        texts.replace(4, QString(1'000'000, u'w'));
        Scene scene(m_studio.theme(), {1280, 900}, hostileNames(), texts);
        m_studio.save(scene.window.get(), u"hostile"_s);
        scene.window->setRoom(u"r5"_s, hostileNames().at(4));
        scene.window->resize(700, 600);
        scene.window->messageView()->scrollToTop();
        m_studio.save(scene.window.get(), u"hostile-narrow"_s);
    }

    void mirrored()
    {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        qApp->setStyleSheet(styleSheetOf(m_studio.theme())); // as at a start
        Scene scene(m_studio.theme(), {1280, 760},
                    QStringList{u"الغرفة العامة"_s, u"التصميم"_s} + plainNames,
                    QStringList{u"مرحبا، هل وصلت الملفات؟"_s} + plainTexts);
        m_studio.save(scene.window.get(), u"rtl"_s);
        settingsMirrored();
        QApplication::setLayoutDirection(Qt::LeftToRight);
        qApp->setStyleSheet(styleSheetOf(m_studio.theme()));
    }

private:
    void settingsMirrored()
    {
        Preferences preferences;
        SettingsDialog dialog;
        dialog.addPage(makeAppearancePage(preferences), u"palette"_s);
        dialog.setTheme(m_studio.theme());
        dialog.show();
        m_studio.save(&dialog, u"rtl-settings"_s);
    }

    DemoStudio &m_studio;
};

} // namespace

int main(int argc, char **argv)
{
    DemoStudio studio(argc, argv);
    Pictures pictures(studio);
    pictures.settings();
    pictures.windows();
    pictures.hostile();
    pictures.mirrored();
    return 0;
}
