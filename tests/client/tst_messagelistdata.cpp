// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "common/limits.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// What the model says of edits, deletes, answers, reactions and mentions.
class tst_MessageListData : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_model.reset(); }

    void anEditIsShownAndMarked();
    void aDeletedMessageKeepsItsPlace();
    void anAnswerShowsWhatTheAnsweredOneSaysNow();
    void aQuoteIsCutBetweenCodePoints();
    void ownReactionsAreMarked();
    void whatNamesTheReaderIsTold_data();
    void whatNamesTheReaderIsTold();
    void newOnesAreCountedBehindASeq();
    void rowsAreFoundBySeq();

private:
    [[nodiscard]] static Message message(qint64 seq, const QString &text,
                                         const QString &author = u"lee"_s);
    [[nodiscard]] QVariant of(int row, int role) const { return m_model->index(row).data(role); }

    std::unique_ptr<MessageListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_MessageListData::init()
{
    m_model = std::make_unique<MessageListModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
    m_model->setOwnUser(UserId(u"me"_s));
    m_model->setOwnName(u"김민수"_s);
}

Message tst_MessageListData::message(qint64 seq, const QString &text, const QString &author)
{
    Message made;
    made.id = MessageId(u"m%1"_s.arg(seq));
    made.seq = seq;
    made.rev = seq;
    made.chat = text;
    made.user = {UserId(author), author};
    made.createdMs = 1'700'000'000'000 + seq * 1'000;
    return made;
}

void tst_MessageListData::anEditIsShownAndMarked()
{
    m_model->insert(message(1, u"first"_s));
    QCOMPARE(of(0, MessageListModel::EditedRole).toBool(), false);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    Message edited = message(1, u"second"_s);
    edited.rev = 2;
    edited.editedMs = 5;
    m_model->insert(edited);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(of(0, MessageListModel::TextRole).toString(), u"second"_s);
    QCOMPARE(of(0, MessageListModel::EditedRole).toBool(), true);
    m_model->insert(message(1, u"late"_s)); // an older rev
    QCOMPARE(of(0, MessageListModel::TextRole).toString(), u"second"_s);
}

void tst_MessageListData::aDeletedMessageKeepsItsPlace()
{
    m_model->insert(message(1, u"a"_s));
    m_model->insert(message(2, u"b"_s));
    Message gone = message(1, QString());
    gone.rev = 3;
    gone.editedMs = 4;
    gone.deletedMs = 5;
    m_model->insert(gone);
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(of(0, MessageListModel::DeletedRole).toBool(), true);
    QCOMPARE(of(0, MessageListModel::EditedRole).toBool(), false);
    QCOMPARE(of(1, MessageListModel::DeletedRole).toBool(), false);
}

void tst_MessageListData::anAnswerShowsWhatTheAnsweredOneSaysNow()
{
    m_model->insert(message(1, u"question"_s));
    Message answer = message(2, u"answer"_s);
    answer.replyTo = m_model->quoteOf(MessageId(u"m1"_s));
    QVERIFY(answer.replyTo.has_value());
    QCOMPARE(answer.replyTo->seq, 1);
    m_model->insert(answer);
    QCOMPARE(of(1, MessageListModel::ReplyRole).value<ReplyTo>().chat, u"question"_s);
    QVERIFY(!of(0, MessageListModel::ReplyRole).isValid());

    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    Message edited = message(1, u"another question"_s);
    edited.rev = 3;
    m_model->insert(edited);
    QCOMPARE(of(1, MessageListModel::ReplyRole).value<ReplyTo>().chat, u"another question"_s);
    QCOMPARE(changed.last().first().toModelIndex().row(), 1);
    QVERIFY(!m_model->quoteOf(MessageId(u"m9"_s)).has_value());
}

void tst_MessageListData::aQuoteIsCutBetweenCodePoints()
{
    m_model->insert(message(1, u"👋"_s.repeated(limits::maxQuoteCodePoints + 1)));
    QCOMPARE(m_model->quoteOf(MessageId(u"m1"_s))->chat,
             u"👋"_s.repeated(limits::maxQuoteCodePoints));
}

void tst_MessageListData::ownReactionsAreMarked()
{
    Message liked = message(1, u"a"_s);
    liked.reactions = {{u"👍"_s, {UserId(u"lee"_s), UserId(u"me"_s)}}, {u"🙏"_s, {UserId(u"x"_s)}}};
    m_model->insert(liked);
    const auto shown = of(0, MessageListModel::ReactionsRole).value<QList<ReactionCount>>();
    QCOMPARE(shown, (QList<ReactionCount>{{u"👍"_s, 2, true}, {u"🙏"_s, 1, false}}));
}

void tst_MessageListData::whatNamesTheReaderIsTold_data()
{
    QTest::addColumn<QStringList>("mentions");
    QTest::addColumn<QString>("author");
    QTest::addColumn<QString>("told");
    QTest::newRow("nobody") << QStringList() << u"lee"_s << QString();
    QTest::newRow("another") << QStringList{u"park"_s} << u"lee"_s << QString();
    QTest::newRow("the reader") << QStringList{u"park"_s, u"me"_s} << u"lee"_s << u"@김민수"_s;
    QTest::newRow("all") << QStringList{u"all"_s} << u"lee"_s << u"@all"_s;
    QTest::newRow("oneself") << QStringList{u"me"_s} << u"me"_s << QString();
}

void tst_MessageListData::whatNamesTheReaderIsTold()
{
    QFETCH(QStringList, mentions);
    QFETCH(QString, author);
    Message made = message(1, u"@김민수 @all"_s, author);
    for (const QString &id : mentions) {
        made.mentions.append(UserId(id));
    }
    m_model->insert(made);
    QTEST(of(0, MessageListModel::MentionRole).toString(), "told");
}

void tst_MessageListData::newOnesAreCountedBehindASeq()
{
    m_model->insert(message(1, u"a"_s));
    m_model->insert(message(2, u"own"_s, u"me"_s));
    Message named = message(3, u"@김민수"_s);
    named.mentions = {UserId(u"me"_s)};
    m_model->insert(named);
    Message system = message(4, u"joined"_s);
    system.type = MessageType::System;
    m_model->insert(system);
    m_model->insert(message(5, u"b"_s));
    QCOMPARE(m_model->newAfter(0).rows, 5);
    QCOMPARE(m_model->newAfter(0).messages, 3);
    QCOMPARE(m_model->newAfter(1).messages, 2);
    QCOMPARE(m_model->newAfter(1).mentions, 1);
    QCOMPARE(m_model->newAfter(3).rows, 2);
    QCOMPARE(m_model->newAfter(4).messages, 1);
    QCOMPARE(m_model->newAfter(4).mentions, 0);
    QCOMPARE(m_model->newAfter(5).messages, 0);
}

void tst_MessageListData::rowsAreFoundBySeq()
{
    m_model->insert(message(3, u"a"_s));
    m_model->insert(message(4, u"b"_s));
    QCOMPARE(m_model->rowOfSeq(4), 1);
    QCOMPARE(m_model->rowOfSeq(5), -1);
    QCOMPARE(m_model->rowOfSeq(0), -1);
    QCOMPARE(of(1, MessageListModel::SeqRole).toLongLong(), 4);
    QCOMPARE(of(1, MessageListModel::IdRole).toString(), u"m4"_s);
}

QTEST_GUILESS_MAIN(tst_MessageListData)
#include "tst_messagelistdata.moc"
