// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "messageviewfixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QtTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The menu of a message.
class tst_MessageMenu : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void theMenuOffersWhatIsPossible();
    void nothingIsCopiedOfAMessageWithoutWords();

private:
    [[nodiscard]] static QAction *actionOf(const QMenu &menu, const QString &text)
    {
        const QList<QAction *> actions = menu.actions();
        const auto found =
            std::find_if(actions.begin(), actions.end(),
                         [&text](const QAction *action) { return action->text() == text; });
        return found == actions.end() ? nullptr : *found;
    }
};

void tst_MessageMenu::theMenuOffersWhatIsPossible()
{
    m_model->insert(message(1, u"나"_s));
    m_model->insert(message(2));
    settle();
    const auto actionsOf = [this](int i) {
        QMenu menu;
        m_view->fillMenu(&menu, row(i));
        QStringList texts;
        for (const QAction *action : menu.actions()) {
            texts << action->text();
        }
        return texts;
    };
    const QStringList own = actionsOf(0);
    for (const QString &text : {u"Reply"_s, u"React"_s, u"Edit"_s, u"Who has read this…"_s,
                                u"Delete…"_s, u"Copy message"_s}) {
        QVERIFY2(own.contains(text), qPrintable(text));
    }
    const QStringList other = actionsOf(1);
    QVERIFY(other.contains(u"Reply"_s) && !other.contains(u"Edit"_s)
            && !other.contains(u"Delete…"_s));
}

void tst_MessageMenu::nothingIsCopiedOfAMessageWithoutWords()
{
    m_model->insert(message(1));
    Message gone = said(2, {});
    gone.deletedMs = 1;
    m_model->insert(gone);
    Message fileOnly = said(3, {});
    fileOnly.files.append(File());
    m_model->insert(fileOnly);
    settle();
    for (int i = 0; i < 3; ++i) {
        QGuiApplication::clipboard()->setText(u"before"_s);
        QMenu menu;
        m_view->fillMenu(&menu, row(i));
        QAction *const whole = actionOf(menu, u"Copy message"_s);
        QVERIFY(whole);
        QCOMPARE(whole->isEnabled(), i == 0);
        QCOMPARE(actionOf(menu, u"Copy"_s)->isEnabled(), i == 0);
        whole->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), i == 0 ? u"1번째 글"_s : u"before"_s);
    }
    // It is deleted while its menu is open.
    QGuiApplication::clipboard()->setText(u"before"_s);
    QMenu menu;
    m_view->fillMenu(&menu, row(0));
    Message deleted = said(1, {});
    deleted.rev = 4;
    deleted.deletedMs = 1;
    m_model->insert(deleted);
    QVERIFY(row(0).data(MessageListModel::TextRole).toString().isEmpty());
    actionOf(menu, u"Copy message"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
}

QTEST_MAIN(tst_MessageMenu)
#include "tst_messagemenu.moc"
