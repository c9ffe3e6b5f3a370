// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws formatted messages, the emoji picker and completions into PNG
// files, to be looked at.
//   demo_formatted DIRECTORY [light|dark|contrast] [ko|en|ja] [SCALE]

#include "client/model/messagelistmodel.h"
#include "client/widgets/completionlist.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/themecontroller.h"
#include "client/widgets/writinghelp.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QSettings>
#include <QTranslator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

struct Line
{
    QString author;
    QString text;
    bool mentions = false;
};

QList<Line> lines(bool korean)
{
    return {
        {u"이영희"_s,
         korean ? u"**오늘 할 일** – ~~어제 것~~은 끝났습니다.\n- 서버 옮기기 `maru-server`\n- "
                  "*천천히* 확인하기\n  - 첫째: 백업, 그리고 아주 긴 줄이 되어도 글머리 아래로 "
                  "들어가지 않고 가지런히 서 있어야 하는 "
                  "항목입니다. 정말로 길게 늘여 봅니다.\n10. 열 번째\n11. 열한 번째"_s
                : u"**Today** – ~~yesterday's~~ is done.\n- move the server `maru-server`\n- check "
                  u"*slowly*\n  - first: "
                  "a backup, and a line so long that it has to wrap and hang below its own first "
                  "word, not below its mark, "
                  "which needs a few more words\n10. the tenth\n11. the eleventh"_s},
        {u"박철수"_s,
         QString(
             u"> 서버 설정은 어떻게 바꾸나요?\n>> `.env` 파일이요?\n이렇게요:\n```sh\nPORT=5000\n"
             "DB_URL=sqlite:/var/lib/maru/maru.db   # %1\n./run --port 5000\n```\n"
             "[설명서](https://docs.example.com/한글)를 보세요."_s)
             .arg(u"아주 긴 주석 "_s.repeated(14))},
        {u"박철수"_s, u"@김민수 님, **3시 회의** 확인해 주세요."_s, true},
        {u"김민수"_s, u"네! 제 설정은\n```\nint main() { return 0; }\n```"_s},
        {u"김민수"_s, u"`code`와 *기울임*, https://example.com/a_b_c 👍"_s},
    };
}

void save(QWidget *widget, const QString &path)
{
    QTest::qWait(80);
    widget->grab().save(path);
}

} // namespace

int main(int argc, char **argv)
{
    const auto argument = [argc, argv](int i, const char *otherwise) {
        return QString::fromLocal8Bit(argc > i ? argv[i] : otherwise);
    };
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", argument(4, "1").toLatin1());
    QApplication app(argc, argv);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                       QDir::tempPath() + "/maru-demo"_L1);
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
    const QString name = argument(1, ".") + u"/%1-"_s
        + u"%1-%2@%3.png"_s.arg(argument(2, "light"), language, argument(4, "1"));

    for (const QSize &size : {QSize(1'000, 860), QSize(480, 900)}) {
        MessageListModel model;
        model.setOwnUser(UserId(u"id-김민수"_s));
        model.setOwnName(u"김민수"_s);
        MainWindow window;
        window.setTheme(themes.theme());
        window.setMessages(&model);
        window.messageView()->setAbilities(true, false);
        window.setServer(u"한빛 사무실"_s, u"192.168.0.12:5000"_s);
        window.setUserName(u"김민수"_s);
        window.setRoom(u"r1"_s, u"전체"_s);
        window.resize(size);
        window.show();
        qint64 seq = 0;
        for (const Line &line : lines(language == "ko"_L1)) {
            Message message;
            message.seq = ++seq;
            message.rev = seq;
            message.id = MessageId(u"m%1"_s.arg(seq));
            message.chat = line.text;
            message.user = {UserId(u"id-"_s + line.author), line.author};
            message.createdMs =
                QDateTime(QDate(2026, 11, 23), QTime(9, 10 + int(seq))).toMSecsSinceEpoch();
            if (line.mentions) {
                message.mentions = {UserId(u"id-김민수"_s)};
            }
            model.insert(message);
        }
        model.setReadUpTo(UserId(u"lee"_s), seq);
        model.setReadUpTo(UserId(u"park"_s), seq);
        static_cast<void>(QTest::qWaitForWindowActive(&window));
        const QString width = QString::number(size.width());
        save(&window, name.arg(u"formatted-"_s + width));
        window.input()->setFocus();
        window.input()->edit()->insertPlainText(u"안녕 @"_s);
        save(&window, name.arg(u"names-"_s + width));
        window.input()->setText({});
        window.input()->edit()->insertPlainText(language == "ko"_L1 ? u":하트"_s : u":smile"_s);
        save(&window, name.arg(u"emojis-"_s + width));
        if (size.width() < 500) {
            continue;
        }
        window.writingHelp()->openPicker();
        auto *picker = window.findChild<EmojiPicker *>();
        save(picker, name.arg(u"picker"_s));
        picker->findChild<QLineEdit *>()->setText(u"ㅎㅌ"_s);
        save(picker, name.arg(u"picker-found"_s));
        picker->hide();
    }
    return 0;
}
