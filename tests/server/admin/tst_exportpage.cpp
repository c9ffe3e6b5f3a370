// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/exportcommand.h"
#include "server/admin/exportpage.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

const QString hostile = u"</p><script>alert('1')</script> %1 %2 \"><img src=x onerror=alert(2)> "
                        "&amp; \x01 \x202e\nsecond line"_s;

Message messageSaying(const QString &text)
{
    Message message;
    message.id = MessageId(u"0123456789abcdef01234567"_s);
    message.seq = 7;
    message.chat = text;
    message.user = {UserId(u"1"_s), hostile};
    return message;
}

} // namespace

class tst_ExportPage : public QObject
{
    Q_OBJECT

private slots:
    void nothingOfPeopleIsMarkup();
    void aLinkLeadsToTheFileOnly();
    void whatWasDeletedIsNotShown();
    void aLineIsOneObject();
    void namesOfFiles_data();
    void namesOfFiles();
    void theCommandLine();
};

void tst_ExportPage::nothingOfPeopleIsMarkup()
{
    Room room;
    room.name = hostile;
    room.topic = hostile;
    Message message = messageSaying(hostile);
    message.replyTo = ReplyTo{.id = {}, .seq = 1, .user = {UserId(), hostile}, .chat = hostile};
    message.files = {File{.id = {}, .name = hostile, .mime = hostile, .sha256 = u"aa"_s}};
    message.reactions = {Reaction{hostile, {UserId(u"1"_s)}}};
    const QString page =
        QString::fromUtf8(htmlHead(room, hostile) + htmlMessage(message, {}) + htmlEnd());
    QVERIFY(!page.contains(u"<script"_s));
    QVERIFY(!page.contains(u"<img"_s));
    QVERIFY(!page.contains(QChar(1)));
    QCOMPARE(page.count(u"&lt;script&gt;alert(&#39;1&#39;)"_s), 10);
    QCOMPARE(page.count(u"%1 %2"_s), 10);
    QVERIFY(page.contains(u"default-src 'none'; style-src 'sha256-"_s));
    QVERIFY(page.endsWith(u"</html>\n"_s));
}

void tst_ExportPage::aLinkLeadsToTheFileOnly()
{
    Message message = messageSaying(u"x"_s);
    message.files = {File{.id = {}, .name = u"a.png"_s, .mime = {}, .sha256 = u"aa"_s},
                     File{.id = {}, .name = u"gone"_s, .mime = {}, .sha256 = u"bb"_s}};
    const QString html =
        QString::fromUtf8(htmlMessage(message, {{u"aa"_s, u"files/aa-\"한 #?.png"_s}}));
    QVERIFY2(html.contains(u"<a href=\"files/aa-%22%ED%95%9C%20%23%3F.png\" download>"_s),
             qPrintable(html));
    QCOMPARE(html.count(u"<a "_s), 1);
    QVERIFY(html.contains(u"missing"_s));
}

void tst_ExportPage::whatWasDeletedIsNotShown()
{
    Message message = messageSaying({});
    message.deletedMs = 1;
    const QString html = QString::fromUtf8(htmlMessage(message, {}));
    QVERIFY(html.contains(u"<p class=\"note\">deleted</p>"_s));
}

void tst_ExportPage::aLineIsOneObject()
{
    const QByteArray line = jsonMessageLine(messageSaying(hostile));
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(line.endsWith('\n'));
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    QCOMPARE(json.value("chat"_L1).toString(), hostile);
    QCOMPARE(json.value("seq"_L1).toInt(), 7);
    Room room;
    room.name = hostile;
    QCOMPARE(QJsonDocument::fromJson(jsonRoomLine(room))
                 .object()
                 .value("room"_L1)
                 .toObject()
                 .value("name"_L1)
                 .toString(),
             hostile);
}

void tst_ExportPage::namesOfFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << u"lobby"_s << u"lobby"_s;
    QTest::newRow("Korean") << u"3학년 2반"_s << u"3학년_2반"_s;
    QTest::newRow("up") << u"../../x"_s << u"_._.._x"_s;
    QTest::newRow("dots") << u"..."_s << u"_"_s;
    QTest::newRow("slash") << u"a/b\\c:d"_s << u"a_b_c_d"_s;
    QTest::newRow("device") << u"CON"_s << u"_CON"_s;
    QTest::newRow("device with dot") << u"nul.txt"_s << u"_nul.txt"_s;
    QTest::newRow("no device") << u"console"_s << u"console"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("long") << QString(100, u'가') << QString(26, u'가');
    QTest::newRow("long, with an ending")
        << QString(40, u'가') + u".hwp"_s << QString(25, u'가') + u".hwp"_s;
    QTest::newRow("override") << u"gpj\x202e.exe"_s << u"gpj_.exe"_s;
}

void tst_ExportPage::namesOfFiles()
{
    QFETCH(QString, name);
    QTEST(safeFileName(name), "expected");
}

void tst_ExportPage::theCommandLine()
{
    const auto all = parseExport({u"/tmp/x"_s});
    QVERIFY(all && all->asJson && all->asHtml && all->room.isEmpty());
    const auto one = parseExport({u"--room=a b"_s, u"/tmp/x"_s, u"--format"_s, u"json"_s});
    QVERIFY(one);
    QCOMPARE(one->room, u"a b"_s);
    QCOMPARE(one->folder, u"/tmp/x"_s);
    QVERIFY(one->asJson && !one->asHtml);
    QCOMPARE(parseExport({}).error(), u"export needs one FOLDER."_s);
    QCOMPARE(parseExport({u"a"_s, u"b"_s}).error(), u"export needs one FOLDER."_s);
    QCOMPARE(parseExport({u"a"_s, u"--room"_s}).error(), u"--room needs a value."_s);
    QCOMPARE(parseExport({u"a"_s, u"--format=pdf"_s}).error(),
             u"--format is json or html, not \"pdf\"."_s);
    QCOMPARE(parseExport({u"a"_s, u"--all"_s}).error(), u"export has no flag --all."_s);
}

QTEST_GUILESS_MAIN(tst_ExportPage)
#include "tst_exportpage.moc"
