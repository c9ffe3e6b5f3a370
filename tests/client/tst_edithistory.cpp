// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a message said before, as the window asks for it, at the real server.

#include "client/model/messagelistmodel.h"
#include "tests/client/realserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using namespace maru::client::testing;

namespace {
constexpr int versionsOfOne = 100; // docs/protocol.md, message:edits
} // namespace

class tst_EditHistory : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void everyVersionIsThereOldestFirst();
    void aDeletedMessageIsThereToo();
    void aMessageThatNeverChangedHasNone();
    void ofALongHistoryTheNewestAreThere();
    void aMemberMayNotAsk();
    void withoutAConnectionItIsSaid();
    void aMessageThatIsNotThereIsSaid();

private:
    /// Of \p person's list: the last message, once it says \p text.
    MessageId last(Person &person, const QString &text)
    {
        const MessageListModel *const messages = person.conversation.messages();
        QModelIndex index;
        const bool isThere = QTest::qWaitFor(
            [&] {
                index = messages->index(messages->rowCount() - 1);
                return index.data(MessageListModel::TextRole).toString() == text
                    && !index.data(MessageListModel::IdRole).toString().isEmpty();
            },
            patienceMs);
        return isThere ? MessageId(index.data(MessageListModel::IdRole).toString()) : MessageId();
    }
    MessageId written(const QString &text)
    {
        return m_author->conversation.post(text) ? last(*m_author, text) : MessageId();
    }
    [[nodiscard]] bool edited(const MessageId &message, const QString &text)
    {
        bool isDone = false;
        m_author->conversation.edit(message, text,
                                    [&](const QString &failure) { isDone = failure.isEmpty(); });
        // What the owner is told of stands in the store.
        return last(*m_owner, text) == message && QTest::qWaitFor([&] { return isDone; });
    }
    static Conversation::Edits editsSeenBy(Person &person, const MessageId &message)
    {
        std::optional<Conversation::Edits> got;
        person.conversation.loadEdits(message,
                                      [&](const Conversation::Edits &edits) { got = edits; });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, patienceMs)) {
            return {{}, false, u"no answer"_s};
        }
        return *got;
    }
    static QStringList textsOf(const Conversation::Edits &edits)
    {
        QStringList texts;
        for (const auto &version : edits.versions) {
            texts << version.text;
        }
        return texts;
    }

    std::unique_ptr<RealServer> m_server;
    std::unique_ptr<Person> m_owner;
    std::unique_ptr<Person> m_author;
};

void tst_EditHistory::init()
{
    m_server = std::make_unique<RealServer>();
    QVERIFY(m_server->start({u"--rate-limit"_s, u"off"_s}));
    m_owner = std::make_unique<Person>(m_server->folder(u"a"_s));
    m_author = std::make_unique<Person>(m_server->folder(u"b"_s));
    QVERIFY(m_owner->join(m_server->address(), u"박선생"_s, {{}, m_server->found().ownerCode, {}}));
    QVERIFY(m_author->join(m_server->address(), u"김민수"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_owner->conversation.currentRoom(),
                              m_author->conversation.currentRoom(), patienceMs);
}

void tst_EditHistory::cleanup()
{
    m_author.reset();
    m_owner.reset();
    m_server.reset();
}

void tst_EditHistory::everyVersionIsThereOldestFirst()
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const MessageId message = written(u"숙제는 12쪽"_s);
    QVERIFY(edited(message, u"숙제는 13쪽"_s));
    QVERIFY(edited(message, u"<b>13쪽</b>\n& 14쪽"_s));
    QVERIFY(edited(message, u"숙제는 없음"_s));
    const Conversation::Edits edits = editsSeenBy(*m_owner, message);
    QCOMPARE(edits.failure, QString());
    QVERIFY(!edits.more);
    QCOMPARE(textsOf(edits),
             (QStringList{u"숙제는 12쪽"_s, u"숙제는 13쪽"_s, u"<b>13쪽</b>\n& 14쪽"_s}));
    qint64 until = before;
    for (const auto &version : edits.versions) {
        QVERIFY(version.untilMs >= until);
        until = version.untilMs;
    }
    QVERIFY(until <= QDateTime::currentMSecsSinceEpoch());
}

void tst_EditHistory::aDeletedMessageIsThereToo()
{
    const MessageId message = written(u"하나"_s);
    QVERIFY(edited(message, u"둘"_s));
    m_author->conversation.erase(message);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(editsSeenBy(*m_owner, message)),
                              (QStringList{u"하나"_s, u"둘"_s}), patienceMs);
}

void tst_EditHistory::aMessageThatNeverChangedHasNone()
{
    const Conversation::Edits edits = editsSeenBy(*m_owner, written(u"하나"_s));
    QCOMPARE(edits.failure, QString());
    QVERIFY(edits.versions.isEmpty() && !edits.more);
}

void tst_EditHistory::ofALongHistoryTheNewestAreThere()
{
    const MessageId message = written(u"0"_s);
    for (int i = 1; i <= versionsOfOne; ++i) {
        QVERIFY(edited(message, QString::number(i)));
    }
    Conversation::Edits edits = editsSeenBy(*m_owner, message);
    QCOMPARE(edits.versions.size(), versionsOfOne);
    QVERIFY(!edits.more);
    QVERIFY(edited(message, u"the last one"_s));
    edits = editsSeenBy(*m_owner, message);
    QCOMPARE(edits.versions.size(), versionsOfOne);
    QVERIFY(edits.more);
    QCOMPARE(edits.versions.first().text, u"1"_s);
    QCOMPARE(edits.versions.last().text, QString::number(versionsOfOne));
}

void tst_EditHistory::aMemberMayNotAsk()
{
    const MessageId message = written(u"하나"_s);
    QVERIFY(edited(message, u"둘"_s));
    const Conversation::Edits edits = editsSeenBy(*m_author, message); // not even of one's own
    QCOMPARE(edits.failure, u"You may not do this here."_s);
    QVERIFY(edits.versions.isEmpty());
}

void tst_EditHistory::withoutAConnectionItIsSaid()
{
    const MessageId message = written(u"하나"_s);
    QVERIFY(edited(message, u"둘"_s));
    m_server->stop();
    QTRY_VERIFY_WITH_TIMEOUT(m_owner->conversation.state() == Conversation::State::Reconnecting,
                             patienceMs);
    const Conversation::Edits edits = editsSeenBy(*m_owner, message);
    QVERIFY(!edits.failure.isEmpty() && edits.failure != u"no answer"_s);
    QVERIFY(edits.versions.isEmpty());
}

void tst_EditHistory::aMessageThatIsNotThereIsSaid()
{
    const Conversation::Edits edits =
        editsSeenBy(*m_owner, MessageId(u"0123456789abcdef01234567"_s));
    QCOMPARE(edits.failure, u"This is not there any more."_s);
    QVERIFY(edits.versions.isEmpty());
}

QTEST_GUILESS_MAIN(tst_EditHistory)
#include "tst_edithistory.moc"
