// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The server that a person started here, over the starts of Maru, with the real one.

#include "client/host/localserver.h"
#include "client/hostcontroller.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {
constexpr int patienceMs = 60'000; // of a loaded machine
}

class tst_HostController : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void whatRanIsStartedAgain();

private:
    [[nodiscard]] static HostDialog *hostDialog()
    {
        const QWidgetList all = QApplication::topLevelWidgets();
        for (QWidget *one : all) {
            if (auto *const found = qobject_cast<HostDialog *>(one)) {
                return found;
            }
        }
        return nullptr;
    }
    [[nodiscard]] LocalServer::Options options() const
    {
        return {.program = QStringLiteral(MARU_SERVER_PROGRAM),
                .dataDirectory = m_dir.filePath(u"server"_s),
                .arguments = {u"--listen"_s, u"127.0.0.1"_s}};
    }
    [[nodiscard]] bool isThere() const
    {
        return QFile::exists(m_dir.filePath(u"server/control"_s));
    }

    QTemporaryDir m_dir;
};

void tst_HostController::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(u"tst_hostcontroller"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(u"config"_s));
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    QSettings().setValue(u"host/port"_s, free.serverPort());
}

// No server outlives its test.
void tst_HostController::cleanup()
{
    if (isThere()) {
        LocalServer server(options());
        QSignalSpy stopped(&server, &LocalServer::stopped);
        server.stop();
        stopped.wait(patienceMs);
    }
}

void tst_HostController::whatRanIsStartedAgain()
{
    JoinDialog dialog;
    QString here;
    {
        HostController host(dialog, options());
        QSignalSpy wanted(&host, &HostController::joinWanted);
        QVERIFY(hostDialog());
        emit hostDialog()->startWanted();
        QVERIFY(wanted.wait(patienceMs));
        here = wanted[0][0].toString().section(u'/', 0, 0).section(u'?', 0, 0);
        QVERIFY2(here.startsWith(u"127.0.0.1:"), qPrintable(here));
    } // Maru ends, and its server with it
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs);

    {
        HostController host(dialog, options());
        QSignalSpy wanted(&host, &HostController::joinWanted);
        host.resume(u"127.0.0.1:1"_s); // another one
        host.resume(u"chat.example:5000"_s);
        QVERIFY(!isThere());
        host.resume(here);
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), patienceMs);
        QVERIFY(wanted.isEmpty()); // whoever was there comes back by themselves
    }
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs);

    { // the person stops it
        HostController host(dialog, options());
        QSignalSpy wanted(&host, &HostController::joinWanted);
        QVERIFY(hostDialog());
        emit hostDialog()->startWanted();
        QVERIFY(wanted.wait(patienceMs));
        emit hostDialog()->stopWanted();
        QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs);
    }
    HostController host(dialog, options());
    host.resume(here);
    QVERIFY(!host.isBusy());
}

QTEST_MAIN(tst_HostController)
#include "tst_hostcontroller.moc"
