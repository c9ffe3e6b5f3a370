// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roombar.h"
#include "client/widgets/strandedbar.h"
#include "mainwindowfixture.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

constexpr int patienceMs = 30'000; // of a loaded machine

} // namespace

/// The lines around the conversation, for people who use a screen reader.
class tst_AccessibleNews : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void linesAboveTheConversationAreSaid();
    void whyOneMayNotWriteIsSaidOnce();
    void whatWasNotSentIsSaid();
    void whyAnEditFailedIsSaid();
    void whatArrivesIsNotCalledNewTwice();

private:
    [[nodiscard]] QString said() const
    {
        return m_window->findChild<Announcer *>()->accessibleName();
    }
};

void tst_AccessibleNews::linesAboveTheConversationAreSaid()
{
    m_window->setBanner(u"No connection"_s);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"No connection"_s, patienceMs);
    m_window->setBanner({});
    m_window->showFailure(u"The message was not changed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"The message was not changed"_s, patienceMs);
    m_window->setBanner(u"No connection"_s); // again
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"No connection"_s, patienceMs);
}

// Slow mode counts down each second.
void tst_AccessibleNews::whyOneMayNotWriteIsSaidOnce()
{
    auto *const bar = new RoomBar(m_window.get());
    m_window->addAboveInput(bar, bar->label());
    WriteRule rule;
    rule.kind = WriteRule::Kind::SlowMode;
    rule.text = u"Wait 3"_s;
    bar->setRule(rule);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"Wait 3"_s, patienceMs);
    rule.text = u"Wait 2"_s;
    bar->setRule(rule);
    m_window->grab(); // it is painted
    QCOMPARE(said(), u"Wait 3"_s);
    rule.kind = WriteRule::Kind::Muted;
    rule.text = u"You are muted"_s;
    bar->setRule(rule);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"You are muted"_s, patienceMs);
    rule.kind = WriteRule::Kind::SlowMode;
    rule.text = u"Wait 1"_s;
    bar->setRule(rule);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"Wait 1"_s, patienceMs);
    bar->setRule({});
    rule.text = u"Wait 9"_s; // after the next message
    bar->setRule(rule);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"Wait 9"_s, patienceMs);
}

void tst_AccessibleNews::whatWasNotSentIsSaid()
{
    auto *const bar = new StrandedBar(m_window.get());
    m_window->addAboveInput(bar, bar->label());
    bar->setTexts({{u"key"_s, u"나의 글"_s, {}}});
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(u"나의 글"_s), qPrintable(said()), patienceMs);
}

void tst_AccessibleNews::whyAnEditFailedIsSaid()
{
    m_window->setEditor([](const QString &, const QString &, const Composer::Done &done) {
        done(u"no connection"_s);
    });
    m_window->composer()->startEdit(u"m1"_s, u"hello"_s);
    m_window->input()->setText(u"hello!"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(said(), u"The message was not changed: no connection"_s, patienceMs);
}

void tst_AccessibleNews::whatArrivesIsNotCalledNewTwice()
{
    addMessage(1, u"lee"_s, u"old"_s);
    addMessage(2, u"lee"_s, u"young"_s);
    MessageView *const view = m_window->messageView();
    view->setReadSeq(1);
    const QModelIndex index = view->model()->index(1, 0);
    QVERIFY(
        index.data(Qt::AccessibleTextRole).toString().startsWith(u"New from here, lee, young"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(u"lee, young"_s), qPrintable(said()), patienceMs);
    QVERIFY2(!said().contains(u"New from here"_s), qPrintable(said()));
}

QTEST_MAIN(tst_AccessibleNews)
#include "tst_accessiblenews.moc"
