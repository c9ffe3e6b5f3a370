// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws formatted messages and completions (demostudio.h has the
// arguments).

#include "client/model/messagelistmodel.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/writinghelp.h"
#include "demostudio.h"

#include <QDateTime>
#include <QLineEdit>
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

} // namespace

int main(int argc, char **argv)
{
    const DemoStudio studio(argc, argv);
    const bool isKorean = studio.language() == "ko"_L1;
    for (const QSize &size : {QSize(1'000, 860), QSize(480, 900)}) {
        MessageListModel model;
        model.setOwnUser(UserId(u"id-김민수"_s));
        model.setOwnName(u"김민수"_s);
        MainWindow window;
        window.setTheme(studio.theme());
        window.setMessages(&model);
        window.messageView()->setAbilities(true, false);
        window.setServer(u"한빛 사무실"_s, u"192.168.0.12:5000"_s);
        window.setUserName(u"김민수"_s);
        window.setRoom(u"r1"_s, u"전체"_s);
        window.resize(size);
        window.show();
        qint64 seq = 0;
        for (const Line &line : lines(isKorean)) {
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
        studio.save(&window, u"formatted-"_s + width);
        window.input()->setFocus();
        window.input()->edit()->insertPlainText(u"안녕 @"_s);
        studio.save(&window, u"names-"_s + width);
        window.input()->setText({});
        window.input()->edit()->insertPlainText(isKorean ? u":하트"_s : u":smile"_s);
        studio.save(&window, u"emojis-"_s + width);
        if (size.width() < 500) {
            continue;
        }
        window.writingHelp()->openPicker();
        auto *picker = window.findChild<EmojiPicker *>();
        picker->findChild<QLineEdit *>()->setText(u"ㅎㅌ"_s);
        studio.save(picker, u"picker-found"_s);
        picker->hide();
    }
    return 0;
}
