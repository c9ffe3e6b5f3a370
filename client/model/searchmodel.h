// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"
#include "client/store/searchobjects.h"
#include "common/chat/searchwords.h"

#include <QAbstractListModel>
#include <QSet>
#include <QTimer>

#include <functional>
#include <vector>

namespace maru::client {

/// What a search finds, the newest first: while one types, what is on this computer; when that is
/// all there, what else the server has. A message stands once.
///
/// Looking is done elsewhere; an answer to an earlier question changes nothing. More comes when the
/// view asks for it (fetchMore()), in pages.
class SearchModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        RoomRole = Qt::UserRole, ///< QString: its id
        RoomNameRole, ///< QString
        RoomTitleRole, ///< QString: as a heading, "# 전체"
        SeqRole, ///< qint64
        IdRole, ///< QString
        AuthorRole, ///< QString
        TimeRole, ///< qint64, ms since 1970
        TextRole, ///< QString, plain
        RangesRole, ///< QList<TextRange>: where it was found in the text
        PreviousRole, ///< QString: what stands before it, "name: text"; empty if it is not known
        NextRole, ///< the same behind it
    };

    /// How far the list is.
    enum class State : quint8 {
        Idle, ///< nothing is searched for
        Searching, ///< there may be more, and it is being looked for
        Partial, ///< there may be more: fetchMore()
        Complete,
        Offline, ///< all that is on this computer; the server is not there
        LocalOnly, ///< the same; the server cannot be asked this
        Refused, ///< the same; refusal() says what the server said
    };
    Q_ENUM(State)

    /// Where it looks. Handlers are called later, or not at all.
    struct Sources
    {
        std::function<void(const LocalQuery &, std::function<void(const LocalAnswer &)>)> local;
        std::function<void(const MessageSearch &, ReplyHandler<SearchReply>)> server;
        std::function<bool()> hasServer; ///< it is there, and it can search
        struct NamedRoom
        {
            RoomId id;
            QString name;
            QString title = {}; ///< as of RoomListModel
        };
        std::function<QList<NamedRoom>()> rooms; ///< those one is in
        std::function<UserId()> ownUser;
    };

    /// What tests replace.
    struct Timing
    {
        int typingMs = limits::searchTypingMs;
        int serverMs = limits::searchServerMs;
        int slowMs = limits::searchSlowMs;
    };

    explicit SearchModel(Sources sources, QObject *parent = nullptr);

    void setTiming(Timing timing) { m_timing = timing; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    /// \p query as it is typed, with its filters (common/chat/searchwords.h); \p room: only there,
    /// null: everywhere.
    void setQuery(const QString &query, const RoomId &room);
    void clear();
    void setOnline(bool online); ///< goes on where the server was missing

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString query() const { return m_query; }
    [[nodiscard]] const SearchWords &words() const { return m_words; }
    /// Not all that is on this computer could be looked at yet.
    [[nodiscard]] bool isBehind() const { return m_isBehind; }
    [[nodiscard]] ApiError refusal() const { return m_refusal; }
    [[nodiscard]] int rowOf(const RoomId &room, qint64 seq) const; ///< -1 if it is not there

signals:
    void stateChanged();
    /// The rows are those of the query; once for each, with its first ones or none.
    void answered();

private:
    struct Row
    {
        Message message;
        QList<TextRange> ranges;
        QString previous;
        QString next;
    };

    [[nodiscard]] bool isAsking() const { return !m_words.text.isEmpty() || hasFilters(); }
    [[nodiscard]] bool hasFilters() const;
    [[nodiscard]] QList<RoomId> namedRooms() const;
    [[nodiscard]] LocalQuery localQuery() const;
    [[nodiscard]] MessageSearch serverQuery() const;
    void begin();
    void askLocal();
    void takeLocal(const LocalAnswer &answer);
    void goToServer();
    void askServer();
    void takeServer(const Result<SearchReply, RequestFailure> &reply);
    void showAnswer();
    void add(const Message &message, const QList<TextRange> &ranges, const QString &previous,
             const QString &next);
    void setState(State state);
    [[nodiscard]] Sources::NamedRoom roomOf(const RoomId &room) const;
    [[nodiscard]] QString roomName(const RoomId &room) const { return roomOf(room).name; }
    [[nodiscard]] static QString lineOf(const std::optional<Message> &message);
    [[nodiscard]] static bool isBefore(const Row &row, const Message &message);

    Sources m_sources;
    Timing m_timing;
    QTimer m_typing; // until this computer is asked
    QTimer m_server; // until the server is asked
    QString m_query;
    RoomId m_room;
    SearchWords m_words;
    std::vector<Row> m_rows;
    QSet<MessageId> m_ids;
    quint64 m_run = 0; // counts the queries
    int m_wanted = 0; // rows to be found before it pauses
    qint64 m_localBefore = 0; // to go on with
    QString m_cursor; // the same at the server
    State m_state = State::Idle;
    ApiError m_refusal;
    bool m_isFresh = true; // the rows are those of the query
    bool m_isLocalOver = false;
    bool m_isBehind = false;
    bool m_isBusy = false; // an answer is on its way
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::TextRange)
