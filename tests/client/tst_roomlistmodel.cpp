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
    void unreadCountsSurviveTheSameRooms();
    void anUnknownRoomChangesNothing();
    void aScreenReaderHearsWhatIsUnread();

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
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(), u"점심, muted"_s);
}

QTEST_GUILESS_MAIN(tst_RoomListModel)
#include "tst_roomlistmodel.moc"
