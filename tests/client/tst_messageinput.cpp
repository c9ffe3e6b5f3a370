// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"
#include "client/widgets/messageinput.h"
#include "common/limits.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_MessageInput : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void enterSends_data();
    void enterSends();
    void nothingBlankIsSent_data();
    void nothingBlankIsSent();
    void whatCouldNotBePostedStays();
    void textOverTheLimitIsNotSent_data();
    void textOverTheLimitIsNotSent();
    void itGrowsToSixLinesAndThenScrolls();
    void pastedTextIsPlainAndBounded();
    void undoBringsTextBack();

    void enterCommitsASyllableAndSendsOnce_data();
    void enterCommitsASyllableAndSendsOnce();
    void aSecondCommitOfTheSameSyllableIsSwallowed();
    void theSameSyllableTypedAgainIsKept();
    void enterOnCandidatesOnlyCommits_data();
    void enterOnCandidatesOnlyCommits();
    void aCommitBeforeEnterIsSentOnce();
    void shiftDoesNotEndASyllable();
    void shiftEnterCommitsAndBreaksTheLine();
    void spaceAndArrowsLoseNothing_data();
    void spaceAndArrowsLoseNothing();
    void clickingAwayKeepsTheSyllableOnce();
    void whatIsComposedIsUnderlinedInAccent();
    void theSendButtonTakesTheSyllableAlong();

private:
    void compose(const QString &preedit) { event(preedit, {}); }
    void commit(const QString &text) { event({}, text); }
    void event(const QString &preedit, const QString &commit)
    {
        QInputMethodEvent event(preedit, {});
        event.setCommitString(commit);
        QCoreApplication::sendEvent(m_input->edit(), &event);
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_input->edit(), Qt::Key(key), modifiers);
    }

    std::unique_ptr<QWidget> m_window;
    MessageInput *m_input = nullptr;
    QStringList m_sent;
    bool m_accepts = true;
};

void tst_MessageInput::init()
{
    m_sent.clear();
    m_accepts = true;
    m_window = std::make_unique<QWidget>();
    m_window->resize(500, 400);
    auto *other = new QLineEdit(m_window.get());
    other->setObjectName(u"other"_s);
    other->move(0, 350);
    m_input = new MessageInput(m_window.get());
    m_input->resize(480, 54);
    m_input->setPoster([this](const QString &text) {
        if (m_accepts) {
            m_sent << text;
        }
        return m_accepts;
    });
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_input->setFocus();
    QTRY_VERIFY(m_input->edit()->hasFocus());
}

void tst_MessageInput::cleanup()
{
    m_window.reset();
}

void tst_MessageInput::enterSends_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QStringList>("sent");
    QTest::addColumn<QString>("left");
    const QStringList one = {u"안녕"_s};
    QTest::newRow("Return") << int(Qt::Key_Return) << Qt::KeyboardModifiers() << one << QString();
    QTest::newRow("Enter") << int(Qt::Key_Enter) << Qt::KeyboardModifiers(Qt::KeypadModifier) << one
                           << QString();
    QTest::newRow("Ctrl+Return") << int(Qt::Key_Return)
                                 << Qt::KeyboardModifiers(Qt::ControlModifier) << one << QString();
    QTest::newRow("Shift+Return") << int(Qt::Key_Return) << Qt::KeyboardModifiers(Qt::ShiftModifier)
                                  << QStringList() << u"안녕\n"_s;
}

void tst_MessageInput::enterSends()
{
    QFETCH(int, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    m_input->setText(u"안녕"_s);
    press(key, modifiers);
    QTEST(m_sent, "sent");
    QTEST(m_input->text(), "left");
}

void tst_MessageInput::nothingBlankIsSent_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("spaces") << u"   "_s;
    QTest::newRow("lines") << u"\n\n"_s;
    QTest::newRow("ideographic space") << u"\u3000"_s;
    QTest::newRow("zero width") << u"\u200b\u200d\u2060"_s;
    QTest::newRow("Hangul filler") << u"\u3164\u115f\u1160"_s;
    QTest::newRow("empty Braille") << u"\u2800"_s;
}

void tst_MessageInput::nothingBlankIsSent()
{
    QFETCH(QString, text);
    m_input->setText(text);
    press(Qt::Key_Return);
    QVERIFY(m_sent.isEmpty());
    QVERIFY(!m_input->findChild<QToolButton *>(u"send"_s)->isEnabled());
}

void tst_MessageInput::whatCouldNotBePostedStays()
{
    m_accepts = false;
    m_input->setText(u"초안"_s);
    press(Qt::Key_Return);
    QCOMPARE(m_input->text(), u"초안"_s);
    m_accepts = true;
    press(Qt::Key_Return);
    QCOMPARE(m_sent, QStringList{u"초안"_s});
    QCOMPARE(m_input->text(), QString());
}

void tst_MessageInput::textOverTheLimitIsNotSent_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("sends");
    QTest::addColumn<bool>("counts");
    const int limit = limits::maxChatCodePoints;
    QTest::newRow("short") << u"가"_s << true << false;
    QTest::newRow("on the limit") << QString(limit, u'가') << true << true;
    QTest::newRow("one over") << QString(limit + 1, u'가') << false << true;
    QTest::newRow("pairs on the limit") << u"𠀀"_s.repeated(limit) << true << true;
    QTest::newRow("pairs one over") << u"𠀀"_s.repeated(limit + 1) << false << true;
}

void tst_MessageInput::textOverTheLimitIsNotSent()
{
    QFETCH(QString, text);
    QFETCH(bool, sends);
    m_input->setText(text);
    auto *counter = m_input->findChild<QLabel *>(u"counter"_s);
    QTEST(counter->isVisible(), "counts");
    press(Qt::Key_Return);
    QCOMPARE(m_sent.size(), sends ? 1 : 0);
    QCOMPARE(m_input->text().isEmpty(), sends);
}

void tst_MessageInput::itGrowsToSixLinesAndThenScrolls()
{
    const auto height = [this](int lines) {
        m_input->setText(QStringList(QList<QString>(lines, u"줄"_s)).join(u'\n'));
        return m_input->height();
    };
    const int one = height(1);
    QVERIFY(one >= 48 && one <= 56);
    QVERIFY(height(2) > one);
    const int six = height(6);
    QVERIFY(six > height(5));
    QCOMPARE(height(7), six);
    QCOMPARE(height(60), six);
    QCOMPARE(height(3), height(3));
    QCOMPARE(m_input->edit()->firstVisibleLine(), 0); // three lines are seen as a whole
    m_input->setText(QString(400, u'가')); // wraps
    QCOMPARE(m_input->height(), six);
    m_input->setText({});
    QCOMPARE(m_input->height(), one);
}

void tst_MessageInput::pastedTextIsPlainAndBounded()
{
    auto *mime = new QMimeData;
    mime->setHtml(u"<b>굵게</b>"_s);
    mime->setText(u"굵\0게"_s + QString(100'000, u'x'));
    QGuiApplication::clipboard()->setMimeData(mime);
    m_input->edit()->paste();
    QVERIFY(m_input->text().startsWith(u"굵게x"_s));
    QVERIFY(m_input->text().size() <= 4 * limits::maxChatCodePoints);
}

void tst_MessageInput::undoBringsTextBack()
{
    QTest::keyClicks(m_input->edit(), u"abc"_s);
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(m_input->text() != "abc"_L1);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_input->text(), u"abc"_s);
}

void tst_MessageInput::enterCommitsASyllableAndSendsOnce_data()
{
    QTest::addColumn<QStringList>("preedits");
    QTest::addColumn<QString>("sent");
    QTest::newRow("one jamo") << QStringList{u"ㅎ"_s} << u"ㅎ"_s;
    QTest::newRow("a syllable") << QStringList{u"ㅎ"_s, u"하"_s, u"한"_s} << u"한"_s;
    QTest::newRow("a double final") << QStringList{u"ㅇ"_s, u"어"_s, u"업"_s, u"없"_s} << u"없"_s;
    QTest::newRow("a Shift jamo") << QStringList{u"ㅉ"_s, u"쭈"_s, u"쭉"_s} << u"쭉"_s;
    QTest::newRow("conjoining jamo")
        << QStringList{u"\u1112"_s, u"\u1112\u1161"_s} << u"\u1112\u1161"_s;
}

void tst_MessageInput::enterCommitsASyllableAndSendsOnce()
{
    QFETCH(QStringList, preedits);
    for (const QString &preedit : preedits) {
        compose(preedit);
    }
    press(Qt::Key_Return);
    QTEST(m_sent.value(0), "sent");
    QCOMPARE(m_sent.size(), 1);
    QCOMPARE(m_input->text(), QString());
    QCOMPARE(m_input->edit()->preedit(), QString());
    press(Qt::Key_Return);
    QCOMPARE(m_sent.size(), 1);
}

void tst_MessageInput::aSecondCommitOfTheSameSyllableIsSwallowed()
{
    compose(u"글"_s);
    press(Qt::Key_Return);
    event({}, {}); // the composition ends …
    commit(u"글"_s); // … and the input method commits what was already taken
    QCOMPARE(m_sent, QStringList{u"글"_s});
    QCOMPARE(m_input->text(), QString());
    commit(u"글"_s); // a third one is somebody's will
    QCOMPARE(m_input->text(), u"글"_s);
}

void tst_MessageInput::theSameSyllableTypedAgainIsKept()
{
    compose(u"네"_s);
    press(Qt::Key_Return);
    compose(u"ㄴ"_s);
    compose(u"네"_s);
    commit(u"네"_s);
    QCOMPARE(m_input->text(), u"네"_s);
    press(Qt::Key_Return);
    QCOMPARE(m_sent, (QStringList{u"네"_s, u"네"_s}));
}

void tst_MessageInput::enterOnCandidatesOnlyCommits_data()
{
    QTest::addColumn<QStringList>("preedits");
    QTest::newRow("Kana") << QStringList{u"に"_s, u"にほ"_s, u"にほんご"_s};
    QTest::newRow("Kanji candidate") << QStringList{u"にほんご"_s, u"日本語"_s};
    QTest::newRow("Katakana") << QStringList{u"カタカナ"_s};
    QTest::newRow("Pinyin") << QStringList{u"n"_s, u"ni"_s, u"ni hao"_s};
    QTest::newRow("Hangul with Hanja") << QStringList{u"한漢"_s};
}

void tst_MessageInput::enterOnCandidatesOnlyCommits()
{
    QFETCH(QStringList, preedits);
    for (const QString &preedit : preedits) {
        compose(preedit);
    }
    press(Qt::Key_Return);
    QVERIFY(m_sent.isEmpty());
    QCOMPARE(m_input->text(), preedits.last());
    press(Qt::Key_Return);
    QCOMPARE(m_sent, QStringList{preedits.last()});
}

void tst_MessageInput::aCommitBeforeEnterIsSentOnce()
{
    // ibus and Windows: the syllable is committed, then the key arrives.
    compose(u"요"_s);
    event({}, u"요"_s);
    press(Qt::Key_Return);
    QCOMPARE(m_sent, QStringList{u"요"_s});
    // A candidate window that took Enter for itself: only the commit arrives.
    compose(u"にほん"_s);
    commit(u"日本"_s);
    QCOMPARE(m_sent.size(), 1);
    QCOMPARE(m_input->text(), u"日本"_s);
}

void tst_MessageInput::shiftDoesNotEndASyllable()
{
    compose(u"ㅉ"_s);
    press(Qt::Key_Shift);
    QCOMPARE(m_input->edit()->preedit(), u"ㅉ"_s);
    compose(u"쭈"_s);
    compose(u"쭉"_s);
    commit(u"쭉"_s);
    QCOMPARE(m_input->text(), u"쭉"_s);
}

void tst_MessageInput::shiftEnterCommitsAndBreaksTheLine()
{
    compose(u"줄"_s);
    press(Qt::Key_Return, Qt::ShiftModifier);
    QVERIFY(m_sent.isEmpty());
    QCOMPARE(m_input->text(), u"줄\n"_s);
}

void tst_MessageInput::spaceAndArrowsLoseNothing_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("Space") << int(Qt::Key_Space) << u"글 "_s;
    QTest::newRow("Left") << int(Qt::Key_Left) << u"글"_s;
    QTest::newRow("Right") << int(Qt::Key_Right) << u"글"_s;
    QTest::newRow("Home") << int(Qt::Key_Home) << u"글"_s;
}

void tst_MessageInput::spaceAndArrowsLoseNothing()
{
    QFETCH(int, key);
    compose(u"글"_s);
    commit(u"글"_s); // as every input method does before it lets the key through
    QTest::keyClick(m_input->edit(), Qt::Key(key));
    QTEST(m_input->text(), "text");
}

void tst_MessageInput::clickingAwayKeepsTheSyllableOnce()
{
    compose(u"글"_s);
    m_window->findChild<QLineEdit *>(u"other"_s)->setFocus();
    QCOMPARE(m_input->text(), u"글"_s);
    commit(u"글"_s); // the input method's own, too late
    QCOMPARE(m_input->text(), u"글"_s);
}

void tst_MessageInput::whatIsComposedIsUnderlinedInAccent()
{
    compose(u"확"_s);
    const auto formats = m_input->edit()->document()->begin().layout()->formats();
    QVERIFY(!formats.isEmpty());
    QCOMPARE(formats.front().format.underlineColor(), themeOf(ThemeKind::Light).accent);
    QCOMPARE(formats.front().format.underlineStyle(), QTextCharFormat::SingleUnderline);
}

void tst_MessageInput::theSendButtonTakesTheSyllableAlong()
{
    m_input->setText(u"자료는 "_s);
    compose(u"확"_s);
    QTest::mouseClick(m_input->findChild<QToolButton *>(u"send"_s), Qt::LeftButton);
    QCOMPARE(m_sent, QStringList{u"자료는 확"_s});
}

QTEST_MAIN(tst_MessageInput)
#include "tst_messageinput.moc"
