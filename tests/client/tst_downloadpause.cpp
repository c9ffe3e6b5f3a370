// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/clientlimits.h"
#include "downloadsfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;
using State = TransferList::State;

/// A file on its way to this computer stops and goes on as its person wants.
class tst_DownloadPause : public DownloadsFixture
{
    Q_OBJECT

private slots:
    void itGoesOnWhereItStopped();
    void anotherTakesItsPlace();
    void itStaysPausedThroughALoss();
    void whatIsPausedCanBeRemoved();

private:
    static constexpr int patienceMs = 60'000;
    [[nodiscard]] QString detail(int row) const
    {
        return m_list->index(row).data(TransferList::DetailRole).toString();
    }
    [[nodiscard]] bool mayPause(int row) const
    {
        return m_list->index(row).data(TransferList::MayPauseRole).toBool();
    }
    /// A file is on its way, slowly.
    [[nodiscard]] bool begins(FileServer &server)
    {
        if (!server.listen()) {
            return false;
        }
        open(server);
        save(u"slow"_s);
        return QTest::qWaitFor(
            [this] { return state(0) == State::Running && !detail(0).startsWith(u"0 "_s); },
            patienceMs);
    }
};

void tst_DownloadPause::itGoesOnWhereItStopped()
{
    FileServer server;
    QVERIFY(begins(server));
    QVERIFY(mayPause(0));
    m_list->pause(0);
    QCOMPARE(state(0), State::Paused);
    QVERIFY(!mayPause(0));
    const QString paused = detail(0);
    QVERIFY2(paused.contains(u"paused"_s), qPrintable(paused));
    QTest::qWait(300); // the server gave some more
    QCOMPARE(detail(0), paused);
    QCOMPARE(server.asked().size(), 1);
    server.add(u"slow"_s, QByteArray(FileServer::fileBytes, 'x'));
    m_list->resume(0);
    QTRY_COMPARE_WITH_TIMEOUT(state(0), State::Done, patienceMs);
    QVERIFY(server.lastRange() > 0);
    QCOMPARE(saved(u"slow"_s), QByteArray(FileServer::fileBytes, 'x'));
    QVERIFY(!mayPause(0));
    m_list->pause(0);
    QCOMPARE(state(0), State::Done);
}

void tst_DownloadPause::anotherTakesItsPlace()
{
    FileServer server;
    QVERIFY(server.listen());
    open(server);
    for (int i = 0; i < limits::runningDownloads; ++i) {
        save(QString::number(i));
    }
    save(u"next"_s);
    const int last = limits::runningDownloads;
    for (int row = 0; row < last; ++row) {
        QTRY_COMPARE_WITH_TIMEOUT(state(row), State::Running, patienceMs);
    }
    QVERIFY(!mayPause(last)); // it has not begun
    m_list->pause(last);
    QCOMPARE(state(last), State::Waiting);
    m_list->pause(0);
    QTRY_COMPARE_WITH_TIMEOUT(state(last), State::Running, patienceMs);
    m_list->resume(0); // in its turn
    QCOMPARE(state(0), State::Waiting);
    QVERIFY2(detail(0).contains(u"other files"_s), qPrintable(detail(0)));
    m_list->remove(1);
    QTRY_COMPARE_WITH_TIMEOUT(state(0), State::Running, patienceMs);
}

void tst_DownloadPause::itStaysPausedThroughALoss()
{
    FileServer server;
    QVERIFY(begins(server));
    m_list->pause(0);
    m_link->close();
    QCOMPARE(state(0), State::Paused);
    open(server);
    QTest::qWait(100);
    QCOMPARE(state(0), State::Paused);
    QCOMPARE(server.asked().size(), 1);
    m_link->close();
    m_list->resume(0);
    QTRY_COMPARE(state(0), State::Waiting);
    open(server);
    QTRY_COMPARE_WITH_TIMEOUT(server.asked().size(), 2, patienceMs);
}

void tst_DownloadPause::whatIsPausedCanBeRemoved()
{
    FileServer server;
    QVERIFY(begins(server));
    m_list->pause(0);
    save(u"slow"_s); // a second under its name
    QCOMPARE(m_list->rowCount(), 1);
    m_list->remove(0);
    QCOMPARE(m_list->rowCount(), 0);
    server.add(u"slow"_s, QByteArray(FileServer::fileBytes, 'y'));
    save(u"slow"_s); // its name is free again, and nothing of the first is in it
    QTRY_COMPARE_WITH_TIMEOUT(state(0), State::Done, patienceMs);
    QCOMPARE(saved(u"slow"_s), QByteArray(FileServer::fileBytes, 'y'));
}

QTEST_GUILESS_MAIN(tst_DownloadPause)
#include "tst_downloadpause.moc"
