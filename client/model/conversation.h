// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/account.h"
#include "client/model/conversationanswers.h"
#include "client/model/conversationoptions.h"
#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/session/joinsecrets.h"
#include "client/store/storedobjects.h"
#include "common/chat/events.h"
#include "common/clientlimits.h"

#include <QDate>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace maru::client {

class FileShelf;
class RoomActions;
class SearchModel;

/// What the widgets talk to: one server, one name, its rooms and their messages. No widget knows a
/// session.
///
/// Life: start() → (joining) → joined, or joinFailed() and back to the start. Once joined it stays
/// joined through losses of the connection: `state` says Reconnecting, sending goes on into the
/// outbox. An account that was joined before shows what the store has of it before that: restored()
/// comes in front of all, and a server that is not there is waited for.
class Conversation : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 {
        Idle,
        Connecting, ///< the first attempt runs
        Online,
        Reconnecting, ///< was online, or restored; attempts go on without end
        Left, ///< the server ended it for good (token revoked, another person holds the name …)
    };
    Q_ENUM(State)

    using JoinFailure = client::JoinFailure;
    using CertificateChange = client::CertificateChange;
    using Readers = client::Readers;
    using Edits = client::Edits;
    using Stranded = client::Stranded;
    using EditsHandler = std::function<void(const Edits &)>;
    using ReadersHandler = std::function<void(const Readers &)>;
    /// \p failure is translated; empty if it was done.
    using DoneHandler = std::function<void(const QString &failure)>;
    using Options = ConversationOptions;

    explicit Conversation(QObject *parent = nullptr);
    explicit Conversation(const Options &options, QObject *parent = nullptr);
    ~Conversation() override;

    /// What the last successful start() was given, for the join dialog; empty the first time.
    [[nodiscard]] QString lastServer() const;
    [[nodiscard]] QString lastUserName() const;

    /// Connects to \p server as typed (`http://`, `https://`, `ws://`, `wss://`, bare
    /// `host[:port][/room]`) and joins as \p userName. Ends in joined() or joinFailed().
    void start(const QString &server, const QString &userName, const JoinSecrets &secrets = {});
    /// start() where an earlier run was joined: attempts go on until the server can be reached.
    void resume(const QString &server, const QString &userName);
    void stop(); ///< disconnects and forgets; Idle again. What is stored stays.
    void tryNow(); ///< while Reconnecting: does not wait for the next attempt

    [[nodiscard]] State state() const;
    [[nodiscard]] QString serverName() const; ///< the host until the server told its name
    [[nodiscard]] QString serverAddress() const; ///< host:port
    /// Translated: who could read along, and the server's fingerprint.
    [[nodiscard]] QString securityText() const;
    /// Why the last start() failed, or the session was left, if a person has to decide.
    [[nodiscard]] std::optional<CertificateChange> certificateChange() const;
    /// Accepts the certificate of certificateChange(), for the next start().
    void trustCertificate();
    /// Why the session was left, as a failed join: where a person would mend it.
    [[nodiscard]] JoinFailure leftBecause() const;
    [[nodiscard]] User ownUser() const;
    [[nodiscard]] Account *account() const; ///< of whoever is joined
    [[nodiscard]] bool isClassic() const; ///< a server without server:hello: one room, no history

    [[nodiscard]] RoomListModel *rooms() const;
    [[nodiscard]] RoomActions *roomActions() const; ///< rooms and their members
    [[nodiscard]] FileShelf *files() const; ///< what is attached, saved and looked at
    [[nodiscard]] MessageListModel *messages() const; ///< of the current room
    [[nodiscard]] RoomId currentRoom() const;
    [[nodiscard]] QString currentRoomName() const;
    [[nodiscard]] bool hasOlder() const; ///< loadOlder() would bring more
    [[nodiscard]] bool hasNewer() const; ///< what is shown is a piece of the past
    [[nodiscard]] SearchModel *search() const; ///< finds messages in all rooms; owned
    /// One's own may be edited and deleted, all answered and reacted to: a native server.
    [[nodiscard]] bool canChangeMessages() const;
    [[nodiscard]] bool mayModerate() const; ///< may delete what others wrote in the current room
    /// How far the current room was read; -1 if the server keeps no marks.
    [[nodiscard]] qint64 readSeq() const;
    [[nodiscard]] qint64 highestSeq(const RoomId &room) const; ///< of its messages; 0: none
    [[nodiscard]] QString typingText() const; ///< who types in the current room, translated

    /// Shown at once and kept on the disk until the server has answered. \p handler is told then,
    /// or that all is well as soon as it need not be waited for: the answer comes with the next
    /// connection, and a refusal is noticed().
    void edit(const MessageId &message, const QString &text, DoneHandler handler);
    /// \p handler is called once, later; not at all if this object has gone.
    void loadReaders(const MessageId &message, ReadersHandler handler);
    void loadEdits(const MessageId &message, EditsHandler handler); ///< the same
    /// The room with that one person; \p shown is told if it has become the current one.
    void openDirect(const UserId &user, std::function<void()> shown = {});

    [[nodiscard]] QHash<QString, QString> drafts() const; ///< not sent, by room; kept on disk
    [[nodiscard]] int waitingCount() const; ///< own messages and changes that are still to be sent
    [[nodiscard]] QList<Stranded> stranded() const; ///< messages as they were written, then drafts
    [[nodiscard]] QString draft(const RoomId &room) const;
    /// What drafts() answer; the text is empty where only the id is known.
    [[nodiscard]] QHash<QString, ReplyTo> draftReplies() const;
    /// Where the reader was when the store was written last; seq 0: at the end.
    [[nodiscard]] ReadingPlace restoredPlace() const;

public slots:
    void setCurrentRoom(const maru::RoomId &room);
    /// Puts \p text into the outbox of the current room. False (and nothing happens) if it may not
    /// be sent; the text stays in the input. Never called with empty text.
    bool post(const QString &text) { return reply(text, {}); }
    /// The same as an answer to \p answered, unless that is null.
    bool reply(const QString &text, const maru::MessageId &answered);
    /// The same for \p room, which need not be the current one: what is typed there stays.
    bool postIn(const maru::RoomId &room, const QString &text);
    void retry(const QString &cid); ///< sends a failed message again, under the same cid
    void discard(const QString &cid); ///< removes a failed message
    /// Takes a message back whose files are still on their way: withdrawn(), or actionFailed().
    void withdraw(const QString &cid);
    void takeBackFiles(const QString &key); ///< of what is discarded next: they are attached again
    void discardStranded(const QString &key);
    void loadOlder(); ///< one page in front of what is shown; one at a time
    /// On its way to the disk within limits::draftDelayMs.
    /// \p answered: what it answers; null: nothing.
    void setDraft(const maru::RoomId &room, const QString &text,
                  const maru::MessageId &answered = {});
    void flushDrafts(); ///< now
    /// Where the reader of the current room is; seq 0: at its end.
    void setReadingPlace(qint64 seq, int offsetPx);

    // In the current room; what does not succeed is told by actionFailed(). Deletions and reactions
    // are shown at once and wait for a connection, as edits do.
    void erase(const maru::MessageId &message, const maru::RoomId &room = {}); ///< null: current
    void react(const maru::MessageId &message, const QString &emoji, bool on);
    void markRead(qint64 seq); ///< the row was seen
    void markRoomRead(const maru::RoomId &room); ///< all of it
    void setTyping(bool isTyping); ///< there is an unfinished text
    /// Shows the message and those around it, from this computer or the server. Ends in
    /// jumpReady() or actionFailed(), unless the room is left meanwhile.
    void jumpTo(qint64 seq);
    void jumpToRoom(const maru::RoomId &room, qint64 seq); ///< in another room
    void jumpToDate(QDate day); ///< to the first message of that day, or after it
    void findPeople(); ///< the server's; ends in peopleFound(), if it answers
    void loadNewer(); ///< one page behind what is shown, if hasNewer()
    void backToNewest();

signals:
    void restored(); ///< what is shown is from the store; the server has not answered yet
    void joined();
    /// One that was just written, in any room; not what is caught up. The counts know of it.
    void messageArrived(const maru::Message &message, bool isForReader);
    void joinFailed(const maru::client::Conversation::JoinFailure &failure);
    /// \p text: translated, may be empty.
    void stateChanged(maru::client::Conversation::State state, const QString &text);
    void currentRoomChanged(); ///< another one, its name, or what one may do in it
    void ownNameChanged(); ///< ownUser()
    void noticed(const QString &text); ///< to be known of what is kept here; translated
    /// An own message that no crash can take away any more; with a key of its own, a change of one.
    void keptOnDisk(const QString &cid);
    void confirmed(const QString &cid); ///< the server has it
    void withdrawn(const QString &text); ///< it belongs into the input again
    void strandedChanged(); ///< stranded(); also after restored() and joined()
    void olderLoaded();
    void typingChanged(); ///< typingText()
    void hasNewerChanged(bool hasNewer);
    void peopleFound(const QList<maru::User> &people);
    void jumpReady(qint64 seq);
    void openedAtUnread(); ///< the rows begin where reading ended, some way before the end
    void actionFailed(const QString &text); ///< translated: what did not happen, and why

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::Conversation::JoinFailure)
