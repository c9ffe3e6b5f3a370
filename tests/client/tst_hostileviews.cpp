// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/memberlistmodel.h"
#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/profiledialog.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/readersdialog.h"
#include "common/limits.h"

#include <QAbstractButton>
#include <QDateTime>
#include <QElapsedTimer>
#include <QLabel>
#include <QListView>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QtTest>

#include <algorithm>
#include <functional>
#include <utility>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What strangers write, in every view: each takes it without standing still, and nothing of it is
/// markup. MARU_STALLS=1 prints how long each took.
class tst_HostileViews : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aView_data();
    void aView();
    void whatAProgramSaidIsCut();

private:
    /// A view with the text wherever a stranger's words may stand.
    using Maker = std::function<std::unique_ptr<QWidget>(const QString &text)>;
    static QList<std::pair<QString, Maker>> views();
};

namespace {

constexpr int patienceMs = 10'000; // a watchdog for loaded machines; the figure is printed

QList<std::pair<QString, QString>> texts()
{
    QString zalgo;
    for (int i = 0; i < 50; ++i) {
        zalgo += u'a' + QString(400, QChar(0x0300 + i % 80));
    }
    QString bidi;
    for (int i = 0; i < 500; ++i) {
        bidi += u"\u202Egnp.\u2067x\u2066\u202D exe\u05D0\u0627"_s;
    }
    return {
        {u"HTML"_s,
         u"<h1>x</h1><img src=\"file:///etc/hostname\"><img src='http://127.0.0.1:9/x.png'>"
         "<a href=\"file:///etc/passwd\">y</a><table>&lt;&#0;"_s.repeated(20)},
        {u"bidi"_s, bidi},
        {u"zalgo"_s, zalgo},
        {u"a million letters"_s, QString(1'000'000, u'x')},
        {u"a million syllables"_s, QString(1'000'000, u'뷁')},
        {u"a million lines"_s, QString(1'000'000, u'\n')},
        {u"a million spaces"_s, u"x "_s.repeated(500'000)},
        {u"a million brackets"_s, u"[*_`~>"_s.repeated(170'000)},
        {u"zero width"_s, u"\u200B\u200D\u2060\uFEFF\u3164\u115F"_s.repeated(200)},
        {u"families"_s, u"\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D"_s.repeated(2'000)},
        {u"joined scripts"_s, u"ﷺ௵꧅\u0BB5\u0BC6\u0D15\u0D4D\u0D15"_s.repeated(3'000)},
        {u"lone surrogates"_s, QString(500, QChar(0xD83D)) + QString(500, QChar(0xDC00))},
        {u"links"_s, u"https://аррӏе.com/%2e%2e/@x:1#\u202E "_s.repeated(2'000)},
    };
}

// What is left of a name, or of a sentence of a server, when it was decoded.
QString nameOf(const QString &text)
{
    return text.left(limits::maxNameBytes);
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

} // namespace

QList<std::pair<QString, tst_HostileViews::Maker>> tst_HostileViews::views()
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
             using Kind = QuickSwitcherModel::Kind;
             model->setEntries(Kind::Room,
                               QList<QuickSwitcherModel::Entry>(
                                   50, {Kind::Room, u"r"_s, nameOf(text), nameOf(text), {}, 3}));
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
        {u"host"_s,
         [](const QString &text) {
             auto dialog = std::make_unique<HostDialog>();
             dialog->showProblem(text, true);
             return std::unique_ptr<QWidget>(std::move(dialog));
         }},
    };
}

void tst_HostileViews::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
    QStandardPaths::setTestModeEnabled(true);
}

void tst_HostileViews::aView_data()
{
    QTest::addColumn<int>("view");
    QTest::addColumn<QString>("text");
    const auto all = views();
    for (int view = 0; view < all.size(); ++view) {
        for (const auto &[name, text] : texts()) {
            QTest::addRow("%s: %s", qPrintable(all.at(view).first), qPrintable(name))
                << view << text;
        }
    }
}

void tst_HostileViews::aView()
{
    QFETCH(int, view);
    QFETCH(QString, text);
    static const auto warmed = [] { // fonts and style are read once
        const auto window = mainWindowOf(u"가a👍"_s);
        window->show();
        return !window->grab().isNull();
    }();
    QVERIFY(warmed);

    QElapsedTimer clock;
    clock.start();
    const std::unique_ptr<QWidget> widget = views().at(view).second(text);
    const qint64 madeMs = clock.restart();
    widget->show();
    QVERIFY(QTest::qWaitForWindowExposed(widget.get()));
    QVERIFY(!widget->grab().isNull());
    const qint64 shownMs = clock.restart();
    widget->resize(widget->width() + 40, widget->height());
    QVERIFY(!widget->grab().isNull());
    const qint64 resizedMs = clock.elapsed();
    if (qEnvironmentVariableIsSet("MARU_STALLS")) {
        qInfo("%s: made %lld ms, shown %lld ms, wider %lld ms", QTest::currentDataTag(), madeMs,
              shownMs, resizedMs);
    }
    QVERIFY(madeMs < patienceMs);
    QVERIFY(shownMs < patienceMs);
    QVERIFY(resizedMs < patienceMs);

    // Nothing that a stranger wrote is markup: Qt would read files for it.
    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                 qPrintable(label->objectName() + u": "_s + label->text().left(80)));
    }
    for (const QWidget *part : widget->findChildren<QWidget *>()) {
        QVERIFY2(!part->toolTip().contains(u"<img"_s), part->metaObject()->className());
    }
    // It still fits on a screen.
    QVERIFY2(widget->width() <= 1'400 && widget->height() <= 1'000,
             qPrintable(u"%1 x %2"_s.arg(widget->width()).arg(widget->height())));
}

void tst_HostileViews::whatAProgramSaidIsCut()
{
    HostDialog dialog;
    dialog.showProblem(u"first\nsecond "_s + u"👍\n"_s.repeated(1'000'000), true);
    const auto labels = dialog.findChildren<QLabel *>();
    const auto said = std::find_if(labels.cbegin(), labels.cend(), [](const QLabel *label) {
        return label->text().startsWith(u"first second "_s);
    });
    QVERIFY(said != labels.cend());
    QVERIFY((*said)->text().endsWith(u'…') && !(*said)->text().contains(u'\n'));
    QVERIFY((*said)->text().size() <= 501);
    dialog.showProblem(u"It says: no"_s, false);
    QCOMPARE((*said)->text(), u"It says: no"_s);
}

QTEST_MAIN(tst_HostileViews)
#include "tst_hostileviews.moc"
