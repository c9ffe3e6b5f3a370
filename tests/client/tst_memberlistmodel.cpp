// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/memberlistmodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_MemberListModel : public QObject
{
    Q_OBJECT

private slots:
    void onlineStandsFirstThenKoreanOrder();
    void aRowMovesWithItsPerson();
    void raisedHandsStandFirstForModerators();
    void countsFollow();
    void whoIsNotKeptGoes();
    void anUnknownPersonChangesNothing();
    void anyOrderOfChangesEndsTheSame();
    void namesAreFoundByPartsAndConsonants();
    void aScreenReaderHearsWhatIsDrawn();
    void whoWasListedEarlierIsNeitherThereNorAway();
    void howFarSomebodyHasReadIsAsToldLast();

private:
    static Member member(const QString &name, bool isOnline = true,
                         RoomRole role = RoomRole::Member)
    {
        Member made;
        made.user.id = UserId(u"id-"_s + name);
        made.user.userName = name;
        made.user.isOnline = isOnline;
        made.role = role;
        return made;
    }
    static QStringList names(const QAbstractItemModel &model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) {
            all.append(model.index(row, 0).data(MemberListModel::NameRole).toString());
        }
        return all;
    }
};

void tst_MemberListModel::onlineStandsFirstThenKoreanOrder()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    for (const QString &name :
         {u"zoe"_s, u"하늘"_s, u"학생 10"_s, u"학생 2"_s, u"가람"_s, u"Adam"_s}) {
        model.take(member(name));
    }
    model.take(member(u"가가"_s, false));
    const QStringList all = names(model);
    QCOMPARE(all.last(), u"가가"_s);
    const auto at = [&all](const QString &name) {
        return all.indexOf(name);
    };
    QVERIFY(at(u"가람"_s) < at(u"하늘"_s));
    QVERIFY(at(u"학생 2"_s) < at(u"학생 10"_s));
    QVERIFY(at(u"Adam"_s) < at(u"zoe"_s));
    QCOMPARE(model.index(0).data(MemberListModel::SectionRole).toInt(),
             int(MemberListModel::Section::Online));
}

void tst_MemberListModel::aRowMovesWithItsPerson()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        model.take(member(name));
    }
    const QPersistentModelIndex a(model.index(0));
    User user = member(u"a"_s, false).user;
    model.update(user); // went away
    QCOMPARE(names(model), (QStringList{u"b"_s, u"c"_s, u"a"_s}));
    QCOMPARE(a.row(), 2);
    user.isOnline = true;
    user.userName = u"bb"_s; // came back under another name
    model.update(user);
    QCOMPARE(names(model), (QStringList{u"b"_s, u"bb"_s, u"c"_s}));
    QCOMPARE(a.row(), 1);
    QCOMPARE(a.data(MemberListModel::NameRole).toString(), u"bb"_s);
}

void tst_MemberListModel::raisedHandsStandFirstForModerators()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        model.take(member(name));
    }
    const auto raise = [&model](const QString &name, bool on) {
        Member changed = member(name);
        changed.hand = on;
        model.take(changed);
    };
    raise(u"c"_s, true);
    raise(u"b"_s, true);
    QCOMPARE(names(model), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    model.setHandsApart(true);
    QCOMPARE(names(model), (QStringList{u"c"_s, u"b"_s, u"a"_s})); // in the order of raising
    raise(u"c"_s, true); // told again: its turn stays
    QCOMPARE(names(model).first(), u"c"_s);
    raise(u"c"_s, false);
    QCOMPARE(names(model), (QStringList{u"b"_s, u"a"_s, u"c"_s}));
    QCOMPARE(model.handCount(), 1);
}

void tst_MemberListModel::countsFollow()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    QSignalSpy counts(&model, &MemberListModel::countsChanged);
    model.take(member(u"a"_s));
    model.take(member(u"b"_s, false));
    QCOMPARE(model.onlineCount(), 1);
    QVERIFY(counts.count() >= 2);
    model.remove(UserId(u"id-a"_s));
    QCOMPARE(model.onlineCount(), 0);
    QCOMPARE(model.rowCount(), 1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.find(UserId(u"id-b"_s)) == nullptr);
}

void tst_MemberListModel::whoIsNotKeptGoes()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        model.take(member(name));
    }
    model.keepOnly([](const UserId &user) { return user == UserId(u"id-b"_s); });
    QCOMPARE(names(model), QStringList{u"b"_s});
}

void tst_MemberListModel::anUnknownPersonChangesNothing()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    model.update(member(u"a"_s).user);
    model.remove(UserId(u"id-a"_s));
    QCOMPARE(model.rowCount(), 0);
}

void tst_MemberListModel::anyOrderOfChangesEndsTheSame()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    model.setHandsApart(true);
    QRandomGenerator random(20'261'126);
    for (int i = 0; i < 2'000; ++i) {
        const QString name = u"p%1"_s.arg(random.bounded(40));
        if (random.bounded(10) == 0) {
            model.remove(UserId(u"id-"_s + name));
            continue;
        }
        Member changed = member(name, random.bounded(2) == 0);
        changed.hand = random.bounded(4) == 0;
        model.take(changed);
    }
    int before = -1;
    int online = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const int section = model.index(row).data(MemberListModel::SectionRole).toInt();
        QVERIFY(section >= before);
        before = section;
        online += model.index(row).data(MemberListModel::OnlineRole).toInt();
    }
    QVERIFY(model.rowCount() > 0);
    QCOMPARE(model.onlineCount(), online);
}

void tst_MemberListModel::namesAreFoundByPartsAndConsonants()
{
    MemberListModel model;
    MemberFilterModel filter;
    QAbstractItemModelTester tester(&filter);
    filter.setSourceModel(&model);
    for (const QString &name : {u"김민수"_s, u"이영희"_s, u"Alex Kim"_s}) {
        model.take(member(name));
    }
    filter.setQuery(u"민"_s);
    QCOMPARE(names(filter), QStringList{u"김민수"_s});
    filter.setQuery(u"이ㅇ"_s);
    QCOMPARE(filter.rowCount(), 1);
    filter.setQuery(u" ㅇㅎ "_s);
    QCOMPARE(names(filter), QStringList{u"이영희"_s});
    filter.setQuery(u"kim"_s);
    QCOMPARE(names(filter), QStringList{u"Alex Kim"_s});
    filter.setQuery(u"nobody"_s);
    QCOMPARE(filter.rowCount(), 0);
    model.take(member(u"nobody"_s)); // comes while one looks for them
    QCOMPARE(filter.rowCount(), 1);
    filter.setQuery({});
    QCOMPARE(filter.rowCount(), 4);
}

void tst_MemberListModel::aScreenReaderHearsWhatIsDrawn()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    Member changed = member(u"a"_s, false, RoomRole::Moderator);
    changed.hand = true;
    changed.muted = true;
    model.setOwnUser(changed.user.id);
    model.take(changed);
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
             u"a, you, away, moderator, hand up, muted"_s);
}

// Until the server says who is there.
void tst_MemberListModel::whoWasListedEarlierIsNeitherThereNorAway()
{
    MemberListModel model;
    QAbstractItemModelTester tester(&model);
    Member loud = member(u"b"_s);
    loud.hand = true;
    loud.muted = true;
    model.setEarlier({loud, member(u"a"_s, true, RoomRole::Owner)});
    QCOMPARE(names(model), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(model.earlierCount(), 2);
    QCOMPARE(model.onlineCount() + model.handCount(), 0);
    const auto spoken = [&model](int row) {
        return model.index(row).data(Qt::AccessibleTextRole).toString();
    };
    QCOMPARE(spoken(0), u"a, owner"_s);
    QCOMPARE(spoken(1), u"b"_s);
    QCOMPARE(model.index(0).data(MemberListModel::SectionRole).toInt(),
             int(MemberListModel::Section::Earlier));
    model.take(member(u"b"_s));
    QCOMPARE(names(model), (QStringList{u"b"_s, u"a"_s}));
    QCOMPARE(spoken(0), u"b, online"_s);
    QVERIFY(model.isEarlier(UserId(u"id-a"_s)) && !model.isEarlier(UserId(u"id-b"_s)));
    model.update(member(u"a"_s, false).user);
    QCOMPARE(spoken(1), u"a, away, owner"_s);
    QCOMPARE(model.earlierCount(), 0);
}

// A server that was put back to a backup tells less than before.
void tst_MemberListModel::howFarSomebodyHasReadIsAsToldLast()
{
    MemberListModel model;
    Member reader = member(u"a"_s);
    for (const qint64 readSeq : {10, 3, 0}) {
        reader.readSeq = readSeq;
        model.take(reader);
        QCOMPARE(model.find(reader.user.id)->readSeq, readSeq);
    }
}

QTEST_GUILESS_MAIN(tst_MemberListModel)
#include "tst_memberlistmodel.moc"
