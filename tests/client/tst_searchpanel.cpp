// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/searchmodel.h"
#include "client/widgets/foundtext.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/searchdelegate.h"
#include "client/widgets/searchpanel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_SearchPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void typingFindsAndKeysChoose();
    void escapeClosesAndForgets();
    void theScopeIsThisRoomOrAll();
    void aPersonIsNotCalledARoom();
    void nothingFoundSaysWhatAndWhatToDo();
    void withoutAServerItSaysSo();
    void theEndOfTheListBringsMore();
    void excerptsShowTheFirstPlace_data();
    void excerptsShowTheFirstPlace();
    void excerptsArePlainAndOnOneLine();
    void hitsArePainted();
    void aHitIsAsHighAsItsText();

private:
    static Message said(qint64 seq, const QString &text)
    {
        Message message;
        message.id = MessageId(QString::number(seq));
        message.room = RoomId(u"r1"_s);
        message.seq = seq;
        message.chat = text;
        message.user = {UserId(u"u1"_s), u"이영희"_s};
        message.createdMs = 1'700'000'000'000 + seq * 60'000;
        return message;
    }
    void answer(const QList<Message> &messages, qint64 nextBefore = 0)
    {
        LocalAnswer found;
        for (const Message &message : messages) {
            found.hits.append({message, {{0, 1}}, {}, {}});
        }
        found.nextBefore = nextBefore;
        const auto handler = m_handler;
        handler(found);
    }
    void type(const QString &text)
    {
        m_handler = {};
        QTest::keyClicks(m_panel->field(), text);
        QTRY_VERIFY(m_handler);
    }
    [[nodiscard]] QImage painted(int row, ThemeKind kind = ThemeKind::Light) const
    {
        SearchDelegate delegate;
        delegate.setTheme(themeOf(kind));
        QStyleOptionViewItem option;
        option.font = m_panel->font();
        option.rect = {{0, 0}, QSize(320, delegate.sizeHint(option, m_model->index(row)).height())};
        option.state = QStyle::State_Enabled | QStyle::State_Selected;
        QImage image(option.rect.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(themeOf(kind).panel);
        QPainter painter(&image);
        delegate.paint(&painter, option, m_model->index(row));
        painter.end();
        return image;
    }
    [[nodiscard]] QString labelText(const QString &name) const
    {
        const auto *label = m_panel->findChild<QLabel *>(name);
        return label->isVisible() ? label->text() : QString();
    }

    std::unique_ptr<SearchModel> m_model;
    std::unique_ptr<SearchPanel> m_panel;
    std::function<void(const LocalAnswer &)> m_handler;
    LocalQuery m_asked;
    ReplyHandler<SearchReply> m_server;
    bool m_hasServer = false;
};

void tst_SearchPanel::initTestCase()
{
    // The offscreen platform warns of what it cannot do with windows.
    qputenv("QT_FATAL_WARNINGS", "0");
}

void tst_SearchPanel::init()
{
    m_hasServer = false;
    m_server = {};
    SearchModel::Sources sources;
    sources.local = [this](const LocalQuery &query, auto handler) {
        m_asked = query;
        m_handler = std::move(handler);
    };
    sources.server = [this](const MessageSearch &, auto handler) {
        m_server = std::move(handler);
    };
    sources.hasServer = [this] {
        return m_hasServer;
    };
    sources.rooms = [] {
        return QList<SearchModel::Sources::NamedRoom>{
            {RoomId(u"r1"_s), u"로비"_s, u"# 로비"_s},
            {RoomId(u"d1"_s), u"로비"_s, u"로비"_s}}; // a person who is called so
    };
    sources.ownUser = [] {
        return UserId(u"u1"_s);
    };
    m_model = std::make_unique<SearchModel>(sources);
    m_model->setTiming({0, 0, 0});
    m_panel = std::make_unique<SearchPanel>();
    m_panel->setModel(m_model.get());
    m_panel->setRoom(u"r1"_s, u"# 로비"_s);
    m_panel->resize(344, 500);
    m_panel->open(false);
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
}

void tst_SearchPanel::cleanup()
{
    m_panel.reset();
    m_model.reset();
}

void tst_SearchPanel::typingFindsAndKeysChoose()
{
    QVERIFY(m_panel->field()->hasFocus());
    QVERIFY(!labelText(u"searchAdvice"_s).isEmpty());
    type(u"word"_s);
    answer({said(3, u"word three"_s), said(2, u"word two"_s), said(1, u"word one"_s)});
    QVERIFY(m_panel->list()->isVisible());
    QCOMPARE(m_panel->list()->currentIndex().row(), 0);
    QSignalSpy chosen(m_panel.get(), &SearchPanel::hitChosen);
    QTest::keyClick(m_panel->field(), Qt::Key_Down);
    QTest::keyClick(m_panel->field(), Qt::Key_Down);
    QTest::keyClick(m_panel->field(), Qt::Key_Down); // stays at the last
    QTest::keyClick(m_panel->field(), Qt::Key_Up);
    QTest::keyClick(m_panel->field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().at(0).toString(), u"r1"_s);
    QCOMPARE(chosen.first().at(1).toLongLong(), 2);
    const QRect first = m_panel->list()->visualRect(m_model->index(0));
    QTest::mouseClick(m_panel->list()->viewport(), Qt::LeftButton, {}, first.center());
    QCOMPARE(chosen.count(), 2);
    QCOMPARE(chosen.last().at(1).toLongLong(), 3);
}

void tst_SearchPanel::escapeClosesAndForgets()
{
    type(u"word"_s);
    answer({said(1, u"word"_s)});
    QSignalSpy closed(m_panel.get(), &SearchPanel::closed);
    QTest::keyClick(m_panel->field(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
    QVERIFY(m_panel->isHidden());
    QCOMPARE(m_model->rowCount(), 0);
    m_handler = {};
    m_panel->open(true); // what was typed is still there, and searched again
    QCOMPARE(m_panel->field()->selectedText(), u"word"_s);
    QTRY_VERIFY(m_handler);
    QVERIFY(m_asked.isEverywhere);
}

void tst_SearchPanel::theScopeIsThisRoomOrAll()
{
    type(u"word"_s);
    QCOMPARE(m_asked.rooms, QList<RoomId>{RoomId(u"r1"_s)});
    auto *scope = m_panel->findChild<QComboBox *>();
    QVERIFY(scope->itemText(0).contains(u"로비"_s));
    m_handler = {};
    scope->setCurrentIndex(1);
    QTRY_VERIFY(m_handler);
    QVERIFY(m_asked.isEverywhere);
}

void tst_SearchPanel::aPersonIsNotCalledARoom()
{
    const auto *const scope = m_panel->findChild<QComboBox *>();
    QCOMPARE(scope->itemText(0), u"In # 로비"_s);
    type(u"word"_s);
    Message direct = said(2, u"word"_s);
    direct.room = RoomId(u"d1"_s);
    answer({direct, said(1, u"word"_s)});
    QCOMPARE(m_model->index(0).data(SearchModel::RoomTitleRole).toString(), u"로비"_s);
    QCOMPARE(m_model->index(1).data(SearchModel::RoomTitleRole).toString(), u"# 로비"_s);
    QVERIFY(painted(0) != painted(1)); // nothing else is different

    m_panel->setRoom(u"d1"_s, u"로비"_s);
    QCOMPARE(scope->itemText(0), u"In 로비"_s);
}

void tst_SearchPanel::nothingFoundSaysWhatAndWhatToDo()
{
    m_hasServer = true;
    type(u"wrod"_s);
    answer({});
    QCOMPARE(labelText(u"searchState"_s), u"Searching…"_s);
    QVERIFY(labelText(u"searchAdvice"_s).isEmpty()); // not before it is known
    QTRY_VERIFY(m_server);
    m_server(SearchReply());
    QVERIFY(labelText(u"searchAdvice"_s).contains(u"wrod"_s));
    QVERIFY(labelText(u"searchAdvice"_s).contains(u"Ctrl+Shift+F"_s));
    QVERIFY(!m_panel->list()->isVisible());
}

void tst_SearchPanel::withoutAServerItSaysSo()
{
    type(u"word"_s);
    answer({said(1, u"word"_s)});
    QVERIFY(labelText(u"searchState"_s).contains(u"only what is on this computer"_s));
}

void tst_SearchPanel::theEndOfTheListBringsMore()
{
    type(u"word"_s);
    QList<Message> many;
    for (int i = 0; i < 30; ++i) {
        many.append(said(100 - i, u"word"_s));
    }
    answer(many, 70);
    m_handler = {};
    for (int i = 0; i < 29 && !m_handler; ++i) {
        QTest::keyClick(m_panel->field(), Qt::Key_Down);
    }
    QTRY_VERIFY(m_handler);
    QCOMPARE(m_asked.before, 70);
}

void tst_SearchPanel::excerptsShowTheFirstPlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("needle");
    QTest::newRow("short") << u"내일 회의가 있다"_s << u"회의"_s;
    QTest::newRow("late") << QString(300, u'가') + u"회의"_s + QString(600, u'나') << u"회의"_s;
    QTest::newRow("lines") << u"하나\r\n둘\n회의\n넷"_s << u"회의"_s;
    QTest::newRow("controls") << u"\u202eabc\u0007 회의"_s << u"회의"_s;
    QTest::newRow("pairs") << QString(u"👍"_s).repeated(100) + u"회의"_s << u"회의"_s;
    QTest::newRow("at the end") << QString(90, u'x') + u"회의"_s << u"회의"_s;
}

void tst_SearchPanel::excerptsShowTheFirstPlace()
{
    QFETCH(QString, text);
    QFETCH(QString, needle);
    const FoundText found = foundExcerpt(text, Needle(needle).rangesIn(text));
    QVERIFY(!found.ranges.isEmpty());
    const TextRange place = found.ranges.constFirst();
    QCOMPARE(found.text.sliced(place.start, place.length), needle);
    QVERIFY(place.start <= 90); // it will be on the lines that are drawn
    QVERIFY(found.text.size() < 500);
    QVERIFY(found.text.isValidUtf16());
    QVERIFY(!found.text.contains(u'\n') && !found.text.contains(QChar(QChar::LineSeparator)));
}

void tst_SearchPanel::excerptsArePlainAndOnOneLine()
{
    const FoundText found = foundExcerpt(u"<b>fett</b>\n&amp;"_s, {});
    QCOMPARE(found.text, u"<b>fett</b> &amp;"_s);
    QVERIFY(found.ranges.isEmpty());
    QVERIFY(foundExcerpt({}, {}).text.isEmpty());
}

void tst_SearchPanel::hitsArePainted()
{
    type(u"word"_s);
    answer({said(1, u"<img src=x> word "_s + QString(500, u'w'))});
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::Contrast}) {
        const QImage image = painted(0, kind);
        int marked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                marked += image.pixelColor(x, y) == themeOf(kind).mention ? 1 : 0;
            }
        }
        QVERIFY(marked > 20); // behind the place that was found
    }
}

void tst_SearchPanel::aHitIsAsHighAsItsText()
{
    type(u"word"_s);
    answer({said(1, u"word "_s + QString(500, u'w')), said(2, u"a word"_s)});
    const auto *list = m_panel->findChild<QListView *>(u"searchHits"_s);
    const auto height = [&](QLatin1StringView text) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex index = m_model->index(row);
            if (index.data(SearchModel::TextRole).toString().startsWith(text)) {
                return list->visualRect(index).height();
            }
        }
        return 0;
    };
    QTRY_VERIFY(height("a word"_L1) > 0);
    QCOMPARE(height("word"_L1) - height("a word"_L1), linePitch(bodyFont(m_panel->font())));
}

QTEST_MAIN(tst_SearchPanel)
#include "tst_searchpanel.moc"
