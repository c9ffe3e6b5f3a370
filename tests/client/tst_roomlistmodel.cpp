// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_RoomListModel : public QObject
{
    Q_OBJECT

private slots:
    void theHomeRoomStandsFirstTheOthersByName();
    void numbersInNamesCountByTheirValue();
    void unreadCountsSurviveTheSameRooms();
    void anUnknownRoomChangesNothing();
    void aScreenReaderHearsWhatIsUnread();
    void peopleStandBelowRoomsUnderTheirOwnNames();
    void pinnedRoomsStandFirst();
    void archivedRoomsStandLast();

private:
    static Room room(const QString &id, const QString &name)
    {
        Room made;
        made.id = RoomId(id);
        made.name = name;
        return made;
    }
};

void tst_RoomListModel::theHomeRoomStandsFirstTheOthersByName()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    model.setRooms({room(u"1"_s, u"나무"_s), room(u"2"_s, u"가을"_s), room(u"3"_s, u"하늘"_s)},
                   RoomId(u"3"_s));
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row) {
        names.append(model.index(row).data(RoomListModel::NameRole).toString());
    }
    QCOMPARE(names, (QStringList{u"하늘"_s, u"가을"_s, u"나무"_s}));
    QCOMPARE(model.rowOf(RoomId(u"1"_s)), 2);
    QCOMPARE(model.index(0).data(RoomListModel::IdRole).toString(), u"3"_s);
}

void tst_RoomListModel::numbersInNamesCountByTheirValue()
{
    RoomListModel model;
    model.setRooms({room(u"1"_s, u"방 10"_s), room(u"2"_s, u"방 2"_s), room(u"3"_s, u"방 1"_s)},
                   RoomId(u"9"_s));
    QCOMPARE(model.rowOf(RoomId(u"3"_s)), 0);
    QCOMPARE(model.rowOf(RoomId(u"2"_s)), 1);
    QCOMPARE(model.rowOf(RoomId(u"1"_s)), 2);
}

void tst_RoomListModel::unreadCountsSurviveTheSameRooms()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    model.setRooms({room(u"1"_s, u"a"_s), room(u"2"_s, u"b"_s)}, RoomId(u"1"_s));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setUnread(RoomId(u"2"_s), 7);
    QCOMPARE(changed.count(), 1);
    model.setRooms({room(u"1"_s, u"a"_s), room(u"2"_s, u"b"_s)}, RoomId(u"1"_s));
    QCOMPARE(reset.count(), 0); // a view keeps its selection
    QCOMPARE(model.index(1).data(RoomListModel::UnreadRole).toInt(), 7);
    model.setRooms({room(u"2"_s, u"b"_s)}, RoomId(u"2"_s));
    QCOMPARE(model.index(0).data(RoomListModel::UnreadRole).toInt(), 7);
}

void tst_RoomListModel::anUnknownRoomChangesNothing()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    model.setUnread(RoomId(u"9"_s), 1);
    QCOMPARE(model.rowOf(RoomId(u"9"_s)), -1);
}

void tst_RoomListModel::aScreenReaderHearsWhatIsUnread()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    Room muted = room(u"2"_s, u"점심"_s);
    muted.own = OwnRoom{.notify = RoomNotify::None};
    muted.kind = RoomKind::Private;
    model.setRooms({room(u"1"_s, u"디자인"_s), muted}, RoomId(u"1"_s));
    model.setUnread(RoomId(u"1"_s), 5, 2);
    const QString first = model.index(0).data(Qt::AccessibleTextRole).toString();
    QVERIFY(first.startsWith(u"디자인, "_s));
    QCOMPARE(first.count(u','), 2); // unread, and those for the reader
    QCOMPARE(model.index(0).data(RoomListModel::MentionsRole).toInt(), 2);
    QCOMPARE(model.index(0).data(RoomListModel::MutedRole).toBool(), false);
    QCOMPARE(model.index(1).data(RoomListModel::MutedRole).toBool(), true);
    QCOMPARE(model.index(1).data(RoomListModel::KindRole).toInt(), int(RoomKind::Private));
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(), u"점심, private, muted"_s);
}

void tst_RoomListModel::peopleStandBelowRoomsUnderTheirOwnNames()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    Room direct = room(u"1"_s, u"김민수, 이영희"_s);
    direct.kind = RoomKind::Direct;
    model.setOwnName(u"김민수"_s);
    model.setRooms({direct, room(u"2"_s, u"하늘"_s)}, RoomId(u"2"_s));
    QCOMPARE(model.nameOf(RoomId(u"1"_s)), u"이영희"_s);
    QCOMPARE(model.rowOf(RoomId(u"1"_s)), 1);
    QCOMPARE(model.index(1).data(RoomListModel::SectionRole).toInt(),
             int(RoomListModel::Section::Direct));
    QCOMPARE(model.index(1).data(RoomListModel::TitleRole).toString(), u"이영희"_s);
    QCOMPARE(model.index(0).data(RoomListModel::TitleRole).toString(), u"# 하늘"_s);
    QVERIFY(!model.index(1).data(RoomListModel::OnlineRole).toBool());
    User peer;
    peer.id = UserId(u"u"_s);
    peer.userName = u"이영희 선생님"_s; // renamed since
    peer.isOnline = true;
    model.setPeer(RoomId(u"1"_s), peer);
    QCOMPARE(model.nameOf(RoomId(u"1"_s)), u"이영희 선생님"_s);
    QVERIFY(model.index(1).data(RoomListModel::OnlineRole).toBool());
    QVERIFY(model.index(1).data(Qt::AccessibleTextRole).toString().contains(u"online"_s));
    model.setPeer(RoomId(u"9"_s), peer); // of no room here
}

void tst_RoomListModel::pinnedRoomsStandFirst()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    model.setRooms({room(u"1"_s, u"a"_s), room(u"2"_s, u"b"_s), room(u"3"_s, u"c"_s)},
                   RoomId(u"1"_s));
    model.setUnread(RoomId(u"3"_s), 4);
    model.setPinned({u"3"_s, u"elsewhere"_s});
    QCOMPARE(model.rowOf(RoomId(u"3"_s)), 0);
    QVERIFY(model.index(0).data(RoomListModel::PinnedRole).toBool());
    QCOMPARE(model.index(0).data(RoomListModel::UnreadRole).toInt(), 4);
    model.setPinned({});
    QCOMPARE(model.rowOf(RoomId(u"3"_s)), 2);
}

void tst_RoomListModel::archivedRoomsStandLast()
{
    RoomListModel model;
    QAbstractItemModelTester tester(&model);
    Room archived = room(u"1"_s, u"a"_s);
    archived.archived = true;
    Room direct = room(u"2"_s, u"b, c"_s);
    direct.kind = RoomKind::Direct;
    model.setRooms({archived, direct, room(u"3"_s, u"z"_s)}, RoomId(u"1"_s));
    QCOMPARE(model.rowOf(RoomId(u"3"_s)), 0);
    QCOMPARE(model.rowOf(RoomId(u"2"_s)), 1);
    QCOMPARE(model.rowOf(RoomId(u"1"_s)), 2);
    QVERIFY(model.index(2).data(RoomListModel::ArchivedRole).toBool());
}

QTEST_GUILESS_MAIN(tst_RoomListModel)
#include "tst_roomlistmodel.moc"
