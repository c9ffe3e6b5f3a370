// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "attentionfixture.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTranslator>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void AttentionFixture::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
    auto *plurals = new QTranslator(qApp);
    QVERIFY(plurals->load(u":/i18n/maru_en.qm"_s));
    QCoreApplication::installTranslator(plurals);
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath(u"config"_s));
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationName(QString::fromLatin1(metaObject()->className()));
}

void AttentionFixture::init()
{
    QSettings().clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    m_server->addRoom(u"r2"_s, u"math"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_conversation->rooms());
    auto notifier = std::make_unique<NotingNotifier>();
    m_notifier = notifier.get();
    m_attention = std::make_unique<AttentionController>(std::move(notifier));
    m_attention->watch(*m_conversation);
    m_attention->setWindow(m_window.get());
    m_attention->addPage(m_window.get(), themeOf(ThemeKind::Light));
}

void AttentionFixture::cleanup()
{
    m_attention.reset();
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
    QVERIFY(QGuiApplication::quitOnLastWindowClosed());
}

bool AttentionFixture::joined()
{
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor(
        [this] { return m_conversation->state() == Conversation::State::Online; }, patienceMs);
}

bool AttentionFixture::seen()
{
    m_window->show();
    m_window->activateWindow();
    return QTest::qWaitForWindowActive(m_window.get(), patienceMs);
}

} // namespace maru::client
