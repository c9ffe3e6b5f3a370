// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "joindialogfixture.h"

#include <QtTest>

using namespace Qt::StringLiterals;

namespace maru::client {

void JoinDialogFixture::init()
{
    m_servers = std::make_unique<ServerListModel>();
    m_dialog = std::make_unique<JoinDialog>();
    m_dialog->setUserName(u"김민수"_s);
    m_dialog->setServer(u"192.168.0.12"_s);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void JoinDialogFixture::cleanup()
{
    m_dialog.reset();
    m_servers.reset();
}

} // namespace maru::client
