// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Messages that are stopped and taken back into the input while their files are on their way.

#include "tests/support/filepeople.h"

#include <QImage>
#include <QSignalSpy>

using namespace maru;
using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

class tst_FilesStopped : public QObject, private FilePeople
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aMessageIsStoppedWhileItsFilesAreOnTheirWay();
    void aMessageBehindAnotherOneIsStoppedAlike();
};

void tst_FilesStopped::aMessageIsStoppedWhileItsFilesAreOnTheirWay()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    LOST(sender);
    const auto lastCid = [&] {
        return sender.last().data(MessageListModel::CidRole).toString();
    };
    const int before = sender.conversation->messages()->rowCount();
    sender.attached()->add({fileWith(u"large.txt"_s, "a file")});
    ATTACHED(sender);
    QImage image(64, 48, QImage::Format_ARGB32);
    image.fill(Qt::red);
    sender.attached()->addPicture(image);
    QTRY_COMPARE_WITH_TIMEOUT(sender.attached()->rowCount(), 2, patienceMs);
    QSignalSpy kept(sender.conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(sender.conversation->post(u"wrong one"_s));
    QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 1, patienceMs);
    QSignalSpy withdrawn(sender.conversation.get(), &Conversation::withdrawn);
    QSignalSpy refused(sender.conversation.get(), &Conversation::actionFailed);
    sender.conversation->withdraw(lastCid());
    QCOMPARE(withdrawn.size(), 1);
    QCOMPARE(withdrawn[0][0].toString(), u"wrong one"_s);
    QCOMPARE(sender.attached()->rowCount(), 2); // where they were before
    const QString picture = sender.attached()->files().last().path;
    QVERIFY(QFile::exists(picture));
    sender.attached()->remove(1);
    sender.attached()->remove(0);
    QVERIFY(!QFile::exists(picture));
    QCOMPARE(sender.conversation->messages()->rowCount(), before);
    QVERIFY(sender.conversation->post(u"without a file"_s));
    sender.conversation->withdraw(lastCid()); // it has nothing that is on its way
    QCOMPARE(refused.size(), 1);
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Sent), patienceMs);
    const MessageListModel *const messages = sender.conversation->messages();
    for (int row = 0; row < messages->rowCount(); ++row) { // with a welcome that was missed
        QVERIFY(messages->index(row).data(MessageListModel::TextRole).toString() != u"wrong one"_s);
    }
}

void tst_FilesStopped::aMessageBehindAnotherOneIsStoppedAlike()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    LOST(sender);
    QSignalSpy kept(sender.conversation.get(), &Conversation::keptOnDisk);
    for (const QString &text : {u"first"_s, u"second"_s, u"third"_s}) {
        sender.attached()->add({fileWith(text, text.toUtf8())});
        ATTACHED(sender);
        QVERIFY(sender.conversation->post(text));
    }
    QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 3, patienceMs);
    const MessageListModel *const messages = sender.conversation->messages();
    QSignalSpy withdrawn(sender.conversation.get(), &Conversation::withdrawn);
    sender.conversation->withdraw(
        messages->index(messages->rowCount() - 2).data(MessageListModel::CidRole).toString());
    QCOMPARE(withdrawn.size(), 1);
    QCOMPARE(withdrawn[0][0].toString(), u"second"_s);
    QCOMPARE(sender.attached()->files().first().name, u"second"_s);
    startServer();
    SENT(sender);
    QStringList texts;
    for (int row = 0; row < messages->rowCount(); ++row) {
        const QModelIndex message = messages->index(row);
        if (!message.data(MessageListModel::FilesRole).value<QList<File>>().isEmpty()) {
            texts.append(message.data(MessageListModel::TextRole).toString());
        }
    }
    QCOMPARE(texts, (QStringList{u"first"_s, u"third"_s}));
}

QTEST_GUILESS_MAIN(tst_FilesStopped)
#include "tst_filesstopped.moc"
