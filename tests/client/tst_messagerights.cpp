// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/writegate.h"
#include "client/widgets/messagerights.h"
#include "messageviewfixture.h"

#include <QtTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// What is offered for a message is what the server allows in its room.
class tst_MessageRights : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void theRoomDecides_data();
    void theRoomDecides();
    void aMuteLeavesDeleting();

private:
    [[nodiscard]] QString offered(int i) const
    {
        const MessageRights &rights = m_view->rights();
        QStringList all;
        if (rights.canReply(row(i))) {
            all << u"reply"_s;
        }
        if (rights.canReact(row(i))) {
            all << u"react"_s;
        }
        if (rights.canEdit(row(i))) {
            all << u"edit"_s;
        }
        if (rights.canDelete(row(i))) {
            all << u"delete"_s;
        }
        if (rights.canAskReaders(row(i))) {
            all << u"readers"_s;
        }
        return all.join(u' ');
    }
    /// One's own message, then another's.
    void fillWithTwo()
    {
        m_model->insert(message(1, u"나"_s));
        m_model->insert(message(2));
        settle();
    }
};

void tst_MessageRights::theRoomDecides_data()
{
    QTest::addColumn<Room>("room");
    QTest::addColumn<bool>("moderates");
    QTest::addColumn<QString>("own");
    QTest::addColumn<QString>("other");
    const QString all = u"reply react edit delete readers"_s;
    Room plain;
    plain.id = RoomId(u"r1"_s);
    QTest::newRow("plain") << plain << false << all << u"reply react"_s;
    QTest::newRow("plain, moderator") << plain << true << all << u"reply react delete"_s;
    Room archived = plain;
    archived.archived = true;
    QTest::newRow("archived") << archived << false << u"readers"_s << QString();
    QTest::newRow("archived, moderator") << archived << true << u"readers"_s << QString();
    Room classMode = plain;
    classMode.muteAll = true;
    QTest::newRow("class mode") << classMode << false << u"delete readers"_s << QString();
    QTest::newRow("class mode, moderator") << classMode << true << all << u"reply react delete"_s;
    Room announcements = plain;
    announcements.kind = RoomKind::Announcement;
    QTest::newRow("announcements")
        << announcements << false << u"react delete readers"_s << u"react"_s;
    QTest::newRow("announcements, moderator")
        << announcements << true << all << u"reply react delete"_s;
    Room slow = plain;
    slow.slowModeSeconds = 600;
    QTest::newRow("slow mode") << slow << false << all << u"reply react"_s;
}

void tst_MessageRights::theRoomDecides()
{
    QFETCH(const Room, room);
    QFETCH(const bool, moderates);
    fillWithTwo();
    WriteGate gate;
    gate.setRoom(room, moderates ? RoomRole::Moderator : RoomRole::Member);
    gate.noteSent(room.id); // slow mode counts from here
    m_view->setAbilities({true, moderates, gate.rule()});
    QTEST(offered(0), "own");
    QTEST(offered(1), "other");
}

void tst_MessageRights::aMuteLeavesDeleting()
{
    fillWithTwo();
    Room room;
    room.id = RoomId(u"r1"_s);
    WriteGate gate;
    gate.setRoom(room, RoomRole::Member);
    gate.noteRefusal(room.id, {.code = ErrorCode::Muted}, false);
    m_view->setAbilities({true, false, gate.rule()});
    QCOMPARE(offered(0), u"delete readers"_s);
    QCOMPARE(offered(1), QString());
    QVERIFY(!m_view->lastEditable().isValid()); // nor by the arrow key
}

QTEST_MAIN(tst_MessageRights)
#include "tst_messagerights.moc"
