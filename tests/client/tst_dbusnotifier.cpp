// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/dbusnotifier.h"
#include "common/clientlimits.h"
#include "tests/support/fakenotifications.h"
#include "tests/support/testbuspeers.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <optional>

using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;

} // namespace

class tst_DBusNotifier : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void whatIsShown();
    void asMuchAsTheServiceTakes();
    void aLaterOneTakesThePlace();
    void clicksAndAnswers();
    void aClickLetsTheWindowComeForward();
    void closedByThePerson();
    void closedBeforeItWasShown();
    void noService();
    void noBus();
    void aServiceThatComesLater();
    void aServiceThatDiesAndReturns();
    void aServiceThatRefuses();
    void aServiceThatAnswersLate();
    void theBusDies();
    void theBusIsOpenedWhenItIsNeeded();

private:
    [[nodiscard]] static Notice notice(const QString &text = u"hi"_s, const QString &key = u"k"_s)
    {
        return {key, u"Ann in # lobby"_s, text, {}, true, false};
    }
    // A machine that does other things is no late service.
    void makeNotifier(int answerMs = patienceMs, int retryMs = 0)
    {
        const DBusNotifier::Timing timing{answerMs, patienceMs, retryMs};
        m_notifier = std::make_unique<DBusNotifier>([this] { return *m_peers.ours; }, timing);
        m_notShown = std::make_unique<QSignalSpy>(m_notifier.get(), &Notifier::notShown);
        m_dismissed = std::make_unique<QSignalSpy>(m_notifier.get(), &Notifier::dismissed);
        m_notifier->start();
    }
    // Shows one and waits until its id is known: what is shown next replaces it.
    void showOne(const Notice &wanted)
    {
        const qsizetype before = m_service->shown.size();
        m_notifier->show(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(m_service->shown.size(), before + 1, patienceMs);
        // The reply comes before that to a later question.
        const QString name = u"org.freedesktop.Notifications"_s;
        const QDBusPendingCallWatcher later(m_peers.ours->asyncCall(QDBusMessage::createMethodCall(
            name, u"/org/freedesktop/Notifications"_s, name, u"GetCapabilities"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(later.isFinished(), patienceMs);
    }

    TestBusPeers m_peers;
    std::unique_ptr<FakeNotifications> m_service;
    std::unique_ptr<DBusNotifier> m_notifier;
    std::unique_ptr<QSignalSpy> m_notShown;
    std::unique_ptr<QSignalSpy> m_dismissed;
};

void tst_DBusNotifier::init()
{
    if (!m_peers.start()) {
        QVERIFY2(qEnvironmentVariable("CI") != "true"_L1, "no dbus-daemon");
        QSKIP("no dbus-daemon");
    }
    m_service = std::make_unique<FakeNotifications>(*m_peers.theirs);
}

void tst_DBusNotifier::cleanup()
{
    m_notShown.reset();
    m_dismissed.reset();
    m_notifier.reset();
    m_service.reset();
    m_peers.stop();
}

void tst_DBusNotifier::whatIsShown()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    Notice wanted = notice(u"<b>a</b> & \"b\""_s);
    wanted.title = u"<i>Ann</i>"_s;
    wanted.picture = QImage(3, 2, QImage::Format_ARGB32_Premultiplied);
    wanted.picture.fill(QColor(10, 20, 30));
    showOne(wanted);
    const auto &shown = m_service->shown.first();
    QCOMPARE(shown.title, u"<i>Ann</i>"_s); // a title is never markup
    QCOMPARE(shown.body, u"&lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot;"_s);
    QCOMPARE(shown.actions.size(), 4);
    QCOMPARE(shown.actions[0], u"default"_s);
    QCOMPARE(shown.actions[2], u"inline-reply"_s);
    QCOMPARE(shown.hints[u"desktop-entry"_s].toString(), u"maru"_s);
    QCOMPARE(shown.hints[u"suppress-sound"_s].toBool(), true);
    QCOMPARE(int(shown.hints[u"urgency"_s].value<uchar>()), 1);
    const auto picture = shown.hints[u"image-data"_s].value<QDBusArgument>();
    QCOMPARE(picture.currentSignature(), u"(iiibiiay)"_s);
    int width = 0;
    int height = 0;
    int stride = 0;
    bool hasAlpha = false;
    int bits = 0;
    int channels = 0;
    QByteArray bytes;
    picture.beginStructure();
    picture >> width >> height >> stride >> hasAlpha >> bits >> channels >> bytes;
    picture.endStructure();
    QCOMPARE(QSize(width, height), QSize(3, 2));
    QVERIFY(hasAlpha && bits == 8 && channels == 4);
    QCOMPARE(bytes.size(), stride * height);
    QCOMPARE(bytes.left(4), QByteArray("\x0a\x14\x1e\xff"));
    QCOMPARE(m_notShown->count(), 0);
}

void tst_DBusNotifier::asMuchAsTheServiceTakes()
{
    m_service->capabilities = {u"body"_s};
    QVERIFY(m_service->appear());
    makeNotifier();
    showOne(notice(u"<b>a</b>"_s));
    QCOMPARE(m_service->shown.last().body, u"<b>a</b>"_s); // it shows what it gets
    QVERIFY(m_service->shown.last().actions.isEmpty());
    QSignalSpy known(m_notifier.get(), &DBusNotifier::capabilitiesKnown);
    m_service->vanish();
    m_service->capabilities = {u"actions"_s, u"sound"_s};
    QVERIFY(m_service->appear());
    QTRY_COMPARE_WITH_TIMEOUT(known.count(), 1, patienceMs);
    Notice loud = notice();
    loud.hasSound = true;
    showOne(loud);
    QCOMPARE(m_service->shown.last().title, u"Ann in # lobby: hi"_s);
    QCOMPARE(m_service->shown.last().body, QString());
    QCOMPARE(m_service->shown.last().actions.size(), 2); // it cannot take a reply
    QVERIFY(m_service->shown.last().hints.contains(u"sound-name"_s));
}

void tst_DBusNotifier::aLaterOneTakesThePlace()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    m_service->manner = FakeNotifications::Manner::Silent;
    showOne(notice(u"1"_s));
    for (const QString &text : {u"2"_s, u"3"_s, u"4"_s}) { // while the first is not answered
        m_notifier->show(notice(text));
    }
    m_service->answerWithheld();
    QTRY_COMPARE_WITH_TIMEOUT(m_service->shown.size(), 2, patienceMs);
    QCOMPARE(m_service->shown[1].body, u"4"_s);
    QCOMPARE(m_service->shown[1].replaces, 100U);
    showOne(notice(u"other"_s, u"k2"_s));
    QCOMPARE(m_service->shown[2].replaces, 0U);
}

void tst_DBusNotifier::clicksAndAnswers()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    QSignalSpy activated(m_notifier.get(), &Notifier::activated);
    QSignalSpy replied(m_notifier.get(), &Notifier::replied);
    showOne(notice(u"1"_s, u"k1"_s));
    showOne(notice(u"2"_s, u"k2"_s));
    emit m_service->ActionInvoked(7, u"default"_s); // another program's
    emit m_service->NotificationReplied(7, u"not ours"_s);
    emit m_service->ActionInvoked(100, u"unknown"_s);
    emit m_service->NotificationReplied(101, u"안녕 <b>"_s);
    emit m_service->ActionInvoked(100, u"default"_s);
    emit m_service->ActionInvoked(100, u"default"_s); // it is closed by now
    emit m_service->NotificationClosed(100, 2);
    QTRY_COMPARE_WITH_TIMEOUT(m_service->closed, (QList<uint>{101, 100}), patienceMs);
    QCOMPARE(replied.count(), 1);
    QCOMPARE(replied.first(), (QVariantList{u"k2"_s, u"안녕 <b>"_s}));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), u"k1"_s);
    QCOMPARE(m_dismissed->count(), 0);
}

void tst_DBusNotifier::aClickLetsTheWindowComeForward()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    QSignalSpy activated(m_notifier.get(), &Notifier::activated);
    showOne(notice(u"1"_s, u"k1"_s));
    showOne(notice(u"2"_s, u"k2"_s));
    showOne(notice(u"3"_s, u"k3"_s));
    emit m_service->ActivationToken(7, u"of another program"_s);
    emit m_service->ActivationToken(100, u"one_TIME5"_s);
    emit m_service->ActionInvoked(100, u"default"_s);
    emit m_service->ActionInvoked(101, u"default"_s); // a service that gives none
    emit m_service->ActivationToken(102, QString(maru::limits::maxActivationChars + 1, u'a'));
    emit m_service->ActionInvoked(102, u"default"_s);
    QTRY_COMPARE_WITH_TIMEOUT(activated.count(), 3, patienceMs);
    QCOMPARE(activated.at(0), (QVariantList{u"k1"_s, u"one_TIME5"_s}));
    QCOMPARE(activated.at(1), (QVariantList{u"k2"_s, QString()}));
    QCOMPARE(activated.at(2), (QVariantList{u"k3"_s, QString()}));
}

void tst_DBusNotifier::closedByThePerson()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    showOne(notice());
    // In order on the same connection: the answer, then this.
    emit m_service->NotificationClosed(7, 2);
    emit m_service->NotificationClosed(100, 2);
    QTRY_COMPARE_WITH_TIMEOUT(m_dismissed->count(), 1, patienceMs);
    showOne(notice());
    QCOMPARE(m_service->shown.last().replaces, 0U);
    m_notifier->close(u"k"_s);
    m_notifier->close(u"k"_s);
    m_notifier->close(u"never shown"_s);
    showOne(notice());
    QCOMPARE(m_service->shown.last().replaces, 0U);
    QTRY_COMPARE_WITH_TIMEOUT(m_service->closed, QList<uint>{101}, patienceMs);
}

void tst_DBusNotifier::closedBeforeItWasShown()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    m_service->manner = FakeNotifications::Manner::Silent;
    showOne(notice());
    m_notifier->close(u"k"_s);
    QVERIFY(m_service->closed.isEmpty());
    m_service->answerWithheld();
    QTRY_COMPARE_WITH_TIMEOUT(m_service->closed, QList<uint>{100}, patienceMs);
}

void tst_DBusNotifier::noService()
{
    makeNotifier();
    m_notifier->show(notice());
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    QCOMPARE(m_notShown->first().first().value<Notice>().text, u"hi"_s);
    m_notifier->show(notice()); // at once by now
    QCOMPARE(m_notShown->count(), 2);
    m_notifier->close(u"k"_s);
}

void tst_DBusNotifier::noBus()
{
    m_peers.ours = QDBusConnection(u"there is none"_s);
    makeNotifier();
    m_notifier->show(notice());
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
}

void tst_DBusNotifier::aServiceThatComesLater()
{
    makeNotifier();
    m_notifier->show(notice());
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    QSignalSpy known(m_notifier.get(), &DBusNotifier::capabilitiesKnown);
    QVERIFY(m_service->appear());
    QTRY_COMPARE_WITH_TIMEOUT(known.count(), 1, patienceMs);
    showOne(notice(u"again"_s)); // without waiting out the pause
    QCOMPARE(m_notShown->count(), 1);
}

void tst_DBusNotifier::aServiceThatDiesAndReturns()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    showOne(notice(u"1"_s));
    m_service->vanish();
    QTRY_COMPARE_WITH_TIMEOUT(m_dismissed->count(), 1, patienceMs);
    m_notifier->show(notice(u"2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    QSignalSpy known(m_notifier.get(), &DBusNotifier::capabilitiesKnown);
    QVERIFY(m_service->appear());
    QTRY_COMPARE_WITH_TIMEOUT(known.count(), 1, patienceMs);
    showOne(notice(u"3"_s));
    QCOMPARE(m_service->shown.last().replaces, 0U); // the ids were the other's
    QCOMPARE(m_service->shown.last().body, u"3"_s);
    QCOMPARE(m_notShown->count(), 1);
}

void tst_DBusNotifier::aServiceThatRefuses()
{
    QVERIFY(m_service->appear());
    makeNotifier(patienceMs, 1);
    m_service->manner = FakeNotifications::Manner::Refusing;
    showOne(notice(u"1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    QCOMPARE(m_notShown->first().first().value<Notice>().text, u"1"_s);
    m_service->manner = FakeNotifications::Manner::Prompt;
    QTest::qWait(5); // the pause, with its 1 ms
    showOne(notice(u"2"_s));
    QCOMPARE(m_notShown->count(), 1);
}

void tst_DBusNotifier::aServiceThatAnswersLate()
{
    QVERIFY(m_service->appear());
    makeNotifier(500);
    QSignalSpy known(m_notifier.get(), &DBusNotifier::capabilitiesKnown);
    QTRY_COMPARE_WITH_TIMEOUT(known.count(), 1, patienceMs);
    m_service->manner = FakeNotifications::Manner::Silent;
    m_notifier->show(notice(u"1"_s));
    m_notifier->show(notice(u"2"_s)); // waits for the answer
    QTRY_COMPARE_WITH_TIMEOUT(m_service->shown.size(), 1, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    QCOMPARE(m_notShown->first().first().value<Notice>().text, u"2"_s);
    m_service->answerWithheld();
    m_notifier->show(notice(u"3"_s)); // it is left alone for a while
    QCOMPARE(m_notShown->count(), 2);
    QCOMPARE(m_service->shown.size(), 1);
}

void tst_DBusNotifier::theBusDies()
{
    QVERIFY(m_service->appear());
    makeNotifier();
    showOne(notice(u"1"_s));
    m_peers.bus().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_peers.ours->isConnected(), patienceMs);
    m_notifier->show(notice(u"2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notShown->count(), 1, patienceMs);
    m_notifier->close(u"k"_s);
}

void tst_DBusNotifier::theBusIsOpenedWhenItIsNeeded()
{
    QVERIFY(m_service->appear());
    int opened = 0;
    DBusNotifier notifier([&] {
        ++opened;
        return *m_peers.ours;
    });
    notifier.close(u"k"_s);
    QCOMPARE(opened, 0);
    notifier.show(notice(u"before anybody started it"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_service->shown.size(), 1, patienceMs);
    notifier.start();
    QCOMPARE(opened, 1);
}

QTEST_GUILESS_MAIN(tst_DBusNotifier)
#include "tst_dbusnotifier.moc"
