// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QInputMethodEvent>
#include <QtTest>

namespace maru::testing {

/// An input method's event: what it composes now, and what it commits with it.
inline void send(QWidget *to, const QString &preedit, const QString &commit = {},
                 const QList<QInputMethodEvent::Attribute> &attributes = {})
{
    QInputMethodEvent event(preedit, attributes);
    event.setCommitString(commit);
    QCoreApplication::sendEvent(to, &event);
}

/// One composition after the other, none of them committed.
inline void compose(QWidget *to, const QStringList &preedits)
{
    for (const QString &preedit : preedits) {
        send(to, preedit);
    }
}

/// Shows \p window and gives the focus to a part of it; check QTest::currentTestFailed() if it
/// matters.
inline void activate(QWidget &window, QWidget *focus)
{
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window, 30'000));
    focus->setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(focus->hasFocus(), 30'000);
}

} // namespace maru::testing
