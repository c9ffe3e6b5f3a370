// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "messageviewfixture.h"

#include <QtTest>

using namespace Qt::StringLiterals;

namespace maru::client {

void MessageViewFixture::init()
{
    m_model = std::make_unique<MessageListModel>();
    m_model->setOwnUser(UserId(u"id-나"_s));
    m_model->setOwnName(u"나"_s);
    m_view = std::make_unique<MessageView>();
    m_view->resize(600, 400);
    m_view->setAbilities(true, false);
    m_view->setMessages(m_model.get());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void MessageViewFixture::cleanup()
{
    m_view.reset();
    m_model.reset();
}

} // namespace maru::client
