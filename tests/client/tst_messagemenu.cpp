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
    void anArchivedRoomLeavesReading();
    void nothingIsCopiedOfAMessageWithoutWords();
    void reactionsThatAreThereStandFirst();
    void eachOfSeveralPicturesIsOpened();

private:
    [[nodiscard]] static QAction *actionOf(const QMenu &menu, const QString &text)
    {
        const QList<QAction *> actions = menu.actions();
        const auto found =
            std::find_if(actions.begin(), actions.end(),
                         [&text](const QAction *action) { return action->text() == text; });
        return found == actions.end() ? nullptr : *found;
    }
    [[nodiscard]] static File picture(const QString &name)
    {
        File made;
        made.id = FileId(u"id-"_s + name);
        made.name = name;
        made.mime = u"image/png"_s;
        made.bytes = 10;
        made.width = 100;
        made.height = 80;
        return made;
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

void tst_MessageMenu::anArchivedRoomLeavesReading()
{
    Message answer = message(2, u"나"_s);
    answer.replyTo = ReplyTo{MessageId(u"m1"_s), 1, {UserId(u"id-이영희"_s), u"이영희"_s}, {}};
    m_model->insert(message(1));
    m_model->insert(answer);
    settle();
    WriteRule archived;
    archived.mayWrite = archived.mayEdit = archived.mayReact = archived.mayDelete = false;
    m_view->setAbilities({true, true, archived});
    QMenu menu;
    m_view->fillMenu(&menu, row(1));
    for (const QString &gone : {u"Reply"_s, u"React"_s, u"Edit"_s, u"Delete…"_s}) {
        QVERIFY2(!actionOf(menu, gone), qPrintable(gone));
    }
    for (const QString &left : {u"Who has read this…"_s, u"Go to the original message"_s}) {
        QVERIFY2(actionOf(menu, left), qPrintable(left));
    }
    WriteRule announcements;
    announcements.mayWrite = announcements.mayEdit = false;
    m_view->setAbilities({true, false, announcements});
    QMenu other;
    m_view->fillMenu(&other, row(0));
    QVERIFY(actionOf(other, u"React"_s) && !actionOf(other, u"Reply"_s));
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

// Whoever has no mouse takes back what is not among the offered ones, and joins others.
void tst_MessageMenu::reactionsThatAreThereStandFirst()
{
    Message liked = message(1);
    liked.reactions = {{u"🦊"_s, {UserId(u"id-나"_s)}}, {u"👍"_s, {UserId(u"x"_s)}}};
    m_model->insert(liked);
    settle();
    QMenu menu;
    m_view->fillMenu(&menu, row(0));
    const QAction *const react = actionOf(menu, u"React"_s);
    QVERIFY(react && react->menu());
    const QList<QAction *> actions = react->menu()->actions();
    QVERIFY(actions.size() > 3);
    QCOMPARE(actions.at(0)->text(), u"🦊 1"_s);
    QVERIFY(actions.at(0)->isChecked());
    QCOMPARE(actions.at(1)->text(), u"👍 1"_s);
    QVERIFY(actions.at(1)->isCheckable() && !actions.at(1)->isChecked());
    QCOMPARE(actions.at(2)->text(), u"❤️"_s); // none twice
    QVERIFY(!actionOf(*react->menu(), u"👍"_s));
    QSignalSpy wanted(m_view.get(), &MessageView::reactionWanted);
    actions.at(0)->trigger();
    actions.at(1)->trigger();
    actions.at(2)->trigger();
    QCOMPARE(wanted.count(), 3);
    QCOMPARE(wanted.at(0), (QVariantList{u"m1"_s, u"🦊"_s, false}));
    QCOMPARE(wanted.at(1), (QVariantList{u"m1"_s, u"👍"_s, true}));
    QCOMPARE(wanted.at(2), (QVariantList{u"m1"_s, u"❤️"_s, true}));
}

void tst_MessageMenu::eachOfSeveralPicturesIsOpened()
{
    Message several = message(1);
    File text = picture(u"c.txt"_s);
    text.mime = u"text/plain"_s;
    text.width = 0;
    text.height = 0;
    several.files = {picture(u"a.png"_s), picture(u"b & b.png"_s), text};
    m_model->insert(several);
    Message one = message(2);
    one.files = {picture(u"a.png"_s)};
    m_model->insert(one);
    settle();
    QSignalSpy opened(m_view.get(), &MessageView::fileOpenWanted);
    QMenu menu;
    m_view->fillMenu(&menu, row(0));
    for (const QString &name : {u"a.png"_s, u"b && b.png"_s}) {
        QAction *const open = actionOf(menu, u"Open “%1”"_s.arg(name));
        QVERIFY2(open, qPrintable(name));
        open->trigger();
    }
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened.at(1).first().value<File>().name, u"b & b.png"_s);
    QVERIFY(!actionOf(menu, u"Open “c.txt”"_s)); // it can only be saved
    QMenu other;
    m_view->fillMenu(&other, row(1));
    QVERIFY(!actionOf(other, u"Open “a.png”"_s)); // Enter does it
}

QTEST_MAIN(tst_MessageMenu)
#include "tst_messagemenu.moc"
