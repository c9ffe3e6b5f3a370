// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The models that live beside the widgets, watched by Qt's model tester; those of client/model are
// where they are tested.

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/emojimodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_WidgetModels : public QObject
{
    Q_OBJECT

private slots:
    void emojisOfGroupsAndOfSearches();
    void messagesAsAScreenReaderSaysThem();

private:
    static constexpr auto asTest = QAbstractItemModelTester::FailureReportingMode::QtTest;
    static Message message(qint64 seq)
    {
        Message made;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.seq = seq;
        made.rev = seq;
        made.chat = u"%1번째 글"_s.arg(seq);
        made.user = {UserId(u"u1"_s), u"이영희"_s};
        made.createdMs = 1'700'000'000'000 + seq * 1'000;
        return made;
    }
};

void tst_WidgetModels::emojisOfGroupsAndOfSearches()
{
    const EmojiTable table;
    EmojiModel model(table);
    const QAbstractItemModelTester tester(&model, asTest);
    QCOMPARE(model.rowCount(), 0);
    for (int group = 0; group < EmojiTable::groups; ++group) {
        model.showGroup(group);
        QVERIFY(model.rowCount() > 0);
        const QModelIndex last = model.index(model.rowCount() - 1);
        QVERIFY(!last.data().toString().isEmpty());
        QVERIFY(!last.data(Qt::AccessibleTextRole).toString().isEmpty());
    }
    model.show(table.search(u"heart"_s, 5));
    QCOMPARE(model.rowCount(), 5);
    model.show({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_WidgetModels::messagesAsAScreenReaderSaysThem()
{
    MessageListModel source;
    source.setOwnUser(UserId(u"me"_s));
    AccessibleMessages model;
    const QAbstractItemModelTester tester(&model, asTest);
    model.setSourceModel(&source);
    QList<Message> page;
    for (int i = 11; i <= 20; ++i) {
        page << message(i);
    }
    source.prependOlder(page);
    source.prependOlder({message(9), message(10)});
    source.insert(message(21));
    Message own;
    own.cid = u"c1"_s;
    own.chat = u"내 글"_s;
    own.user = {UserId(u"me"_s), u"나"_s};
    source.appendPending(own);
    QCOMPARE(model.rowCount(), 14);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    source.setDelivery(u"c1"_s, Delivery::Failed, u"이유"_s);
    QVERIFY(!changed.isEmpty());
    QVERIFY(model.index(13, 0).data(Qt::AccessibleTextRole).toString().contains(u"failed"_s));
    own.id = MessageId(u"m22"_s);
    own.seq = own.rev = 22;
    source.insert(own); // it takes the place of the one that waited
    QCOMPARE(model.rowCount(), 14);
    source.trimOldest(3);
    source.trimNewest(2);
    QCOMPARE(model.rowCount(), source.rowCount());
    const QString said = model.index(0, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.contains(source.index(0).data(MessageListModel::TextRole).toString()),
             qPrintable(said));
    MessageListModel other;
    other.insert(message(1));
    model.setSourceModel(&other);
    QCOMPARE(model.rowCount(), 1);
    model.setSourceModel(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(tst_WidgetModels)
#include "tst_widgetmodels.moc"
