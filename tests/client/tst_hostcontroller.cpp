// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The server that a person started here, over the starts of Maru, with the real one.

#include "client/host/hostcontrol.h"
#include "client/host/localserver.h"
#include "client/hostcontroller.h"
#include "client/session/tokenstore.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"

#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>

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
    void aClosedClassCodeStaysClosed();
    void whatDoesNotStartAgainSaysSo();

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
    /// As a subcommand asks it; empty if nobody answers.
    [[nodiscard]] QJsonObject control(const QJsonObject &question)
    {
        QJsonObject answer;
        bool isAnswered = false;
        new HostQuestion(
            options().dataDirectory, question,
            [&](const std::optional<QJsonObject> &got) {
                answer = got.value_or(QJsonObject());
                isAnswered = true;
            },
            this);
        return QTest::qWaitFor([&] { return isAnswered; }, patienceMs) ? answer : QJsonObject();
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

void tst_HostController::aClosedClassCodeStaysClosed()
{
    JoinDialog dialog;
    QString here;
    qsizetype rooms = 0;
    {
        HostController host(dialog, options());
        QSignalSpy wanted(&host, &HostController::joinWanted);
        QVERIFY(hostDialog());
        emit hostDialog()->startWanted();
        QVERIFY(wanted.wait(patienceMs));
        here = wanted[0][0].toString().section(u'/', 0, 0).section(u'?', 0, 0);
        const QJsonObject list = control({{u"command"_s, u"room.list"_s}});
        const QJsonArray before = list.value(u"rooms"_s).toArray();
        rooms = before.size();
        int closed = 0;
        for (const QJsonValue &room : before) { // by the teacher, after the lesson
            if (!room[u"classCode"_s].toString().isEmpty()) {
                const QJsonObject answer = control({{u"command"_s, u"room.code"_s},
                                                    {u"name"_s, room[u"name"_s]},
                                                    {u"close"_s, true}});
                QVERIFY(answer.value(u"ok"_s).toBool());
                ++closed;
            }
        }
        QVERIFY(closed > 0);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs);

    HostController host(dialog, options());
    host.resume(here);
    QVERIFY(host.isBusy());
    QTRY_VERIFY_WITH_TIMEOUT(!host.isBusy(), patienceMs);
    const QJsonObject list = control({{u"command"_s, u"room.list"_s}});
    QVERIFY(list.value(u"ok"_s).toBool());
    const QJsonArray now = list.value(u"rooms"_s).toArray();
    QCOMPARE(now.size(), rooms);
    for (const QJsonValue &room : now) {
        QCOMPARE(room[u"classCode"_s].toString(), QString());
    }
}

// Nobody has opened the dialog that says it.
void tst_HostController::whatDoesNotStartAgainSaysSo()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
    QTcpServer other;
    QVERIFY(other.listen());
    const QString port = QString::number(other.serverPort());
    const QString here = u"127.0.0.1:"_s + port;
    QSettings().setValue(u"host/port"_s, other.serverPort());
    QSettings().setValue(u"host/wanted"_s, true);
    TokenStore().setHosted(here, QByteArray(32, 'f'));
    JoinDialog dialog;
    HostController host(dialog, options());
    host.resume(here);
    QTRY_VERIFY_WITH_TIMEOUT(!host.isBusy(), patienceMs);
    QVERIFY(hostDialog());
    QVERIFY(hostDialog()->isVisible());
    const QList<QLabel *> labels = hostDialog()->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [&port](const QLabel *label) {
        return label->isVisible() && label->text().contains(port);
    }));
    QVERIFY(!isThere());
    QSettings().setValue(u"host/wanted"_s, false);
}

QTEST_MAIN(tst_HostController)
#include "tst_hostcontroller.moc"
