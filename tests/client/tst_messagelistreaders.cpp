// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// By how many one's newest read message was read.
class tst_MessageListReaders : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_model.reset(); }

    void theNewestReadOneSays();
    void marksGoOnlyForward();
    void whoLeavesNoLongerCounts();
    void onesOwnMarkDoesNotCount();
    void aDeletedOneHandsItOn();
    void anAcceptedOneIsReadByThoseWhoAreFurther();
    void olderPagesAreLookedAtToo();

private:
    [[nodiscard]] static Message message(qint64 seq, const QString &author)
    {
        Message made;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.seq = seq;
        made.rev = seq;
        made.chat = u"글"_s;
        made.user = {UserId(author), author};
        return made;
    }
    [[nodiscard]] QList<int> counts() const
    {
        QList<int> read;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            read << m_model->index(row).data(MessageListModel::ReadByRole).toInt();
        }
        return read;
    }

    std::unique_ptr<MessageListModel> m_model;
};

void tst_MessageListReaders::init()
{
    m_model = std::make_unique<MessageListModel>();
    new QAbstractItemModelTester(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_model.get());
    m_model->setOwnUser(UserId(u"me"_s));
    m_model->insert(message(1, u"me"_s));
    m_model->insert(message(2, u"lee"_s));
    m_model->insert(message(3, u"me"_s));
    m_model->insert(message(4, u"lee"_s));
}

void tst_MessageListReaders::theNewestReadOneSays()
{
    QCOMPARE(counts(), QList<int>({0, 0, 0, 0}));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setReadUpTo(UserId(u"lee"_s), 2);
    QCOMPARE(counts(), QList<int>({1, 0, 0, 0}));
    QCOMPARE(changed.size(), 1);
    m_model->setReadUpTo(UserId(u"park"_s), 4);
    QCOMPARE(counts(), QList<int>({0, 0, 1, 0}));
    m_model->setReadUpTo(UserId(u"lee"_s), 3);
    QCOMPARE(counts(), QList<int>({0, 0, 2, 0}));
    m_model->insert(message(5, u"me"_s)); // nobody has read it yet
    QCOMPARE(counts(), QList<int>({0, 0, 2, 0, 0}));
}

void tst_MessageListReaders::marksGoOnlyForward()
{
    m_model->setReadUpTo(UserId(u"lee"_s), 3);
    m_model->setReadUpTo(UserId(u"lee"_s), 1);
    QCOMPARE(counts(), QList<int>({0, 0, 1, 0}));
}

void tst_MessageListReaders::whoLeavesNoLongerCounts()
{
    m_model->setReadUpTo(UserId(u"lee"_s), 1);
    m_model->setReadUpTo(UserId(u"park"_s), 3);
    m_model->forgetReader(UserId(u"park"_s));
    QCOMPARE(counts(), QList<int>({1, 0, 0, 0}));
    m_model->forgetReader(UserId(u"lee"_s));
    QCOMPARE(counts(), QList<int>({0, 0, 0, 0}));
}

void tst_MessageListReaders::onesOwnMarkDoesNotCount()
{
    m_model->setReadUpTo(UserId(u"me"_s), 4);
    m_model->setReadUpTo(UserId(), 4);
    QCOMPARE(counts(), QList<int>({0, 0, 0, 0}));
}

void tst_MessageListReaders::aDeletedOneHandsItOn()
{
    m_model->setReadUpTo(UserId(u"lee"_s), 4);
    Message deleted = message(3, u"me"_s);
    deleted.rev = 9;
    deleted.chat.clear();
    deleted.deletedMs = 1;
    m_model->insert(deleted);
    QCOMPARE(counts(), QList<int>({1, 0, 0, 0}));
}

void tst_MessageListReaders::anAcceptedOneIsReadByThoseWhoAreFurther()
{
    Message pending = message(0, u"me"_s);
    pending.id = {};
    pending.cid = u"c1"_s;
    m_model->appendPending(pending);
    m_model->setReadUpTo(UserId(u"lee"_s), 5); // the mark came before the ack
    QCOMPARE(counts(), QList<int>({0, 0, 1, 0, 0}));
    Message accepted = message(5, u"me"_s);
    accepted.cid = u"c1"_s;
    m_model->insert(accepted);
    QCOMPARE(counts(), QList<int>({0, 0, 0, 0, 1}));
}

void tst_MessageListReaders::olderPagesAreLookedAtToo()
{
    m_model->clear();
    m_model->insert(message(20, u"lee"_s));
    m_model->setReadUpTo(UserId(u"lee"_s), 20);
    QCOMPARE(counts(), QList<int>({0}));
    m_model->prependOlder({message(18, u"me"_s), message(19, u"lee"_s)});
    QCOMPARE(counts(), QList<int>({1, 0, 0}));
}

QTEST_GUILESS_MAIN(tst_MessageListReaders)
#include "tst_messagelistreaders.moc"
