// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QQueue>
#include <QSet>
#include <QSslConfiguration>
#include <QStringList>

#include <optional>

class QWebSocket;
class QWebSocketServer;

namespace maru::testing {

/// A scripted Socket.IO peer on loopback, for tests of the client. It writes and reads its frames
/// by hand, with Qt's JSON only: an error in our codecs cannot hide in it.
///
/// Everything is public and plain: a test sets what it wants before, and looks at what came
/// afterwards.
class FakeServer : public QObject
{
    Q_OBJECT

public:
    enum class Mode : quint8 {
        Silent, ///< accepts the websocket and says nothing
        EngineOnly, ///< sends the open packet, no CONNECT reply
        SocketIo, ///< and the CONNECT reply, and answers nothing by itself
        Native, ///< a small Maru: hello, join, send, history, changes
        SeedLike, ///< the seed's events; dies of what the seed dies of
    };

    /// One event that came from the client.
    struct Call
    {
        QString name;
        QJsonValue argument;
        bool wantsAck = false;
        qint64 ackId = -1;
    };

    /// What happens to the next message:send.
    struct Fault
    {
        enum class Kind : quint8 {
            LoseAck, ///< stored and told to others, never acknowledged
            StoreAndDrop, ///< stored, then the connection breaks
            DropFirst, ///< the connection breaks before it is stored
            Refuse, ///< `refusal` is the ack
        };
        Kind kind = Kind::Refuse;
        QJsonObject refusal;
    };

    struct Room
    {
        QString id;
        QString name;
        QList<QJsonObject> messages; // by seq
        qint64 rev = 0;
        qint64 readSeq = -1; ///< of the one that joins; -1: the room says nothing of its reader
        qint64 mentions = 0;
        QString role = QStringLiteral("member");
        QJsonObject extras = {}; ///< instead of, or beside, the fields it has by itself
    };

    explicit FakeServer(Mode mode, QObject *parent = nullptr);
    ~FakeServer() override;

    /// At port 0 the first time, at the same port again after stop().
    [[nodiscard]] bool listen();
    void stop(); ///< as a killed process: no listener, no connection
    void drop(); ///< breaks the connections, goes on listening
    [[nodiscard]] QString address() const; ///< "127.0.0.1:12345"

    void sendFrame(const QString &frame); ///< to every connection, as it is
    void sendBinary(const QByteArray &bytes);
    void sendRaw(const QByteArray &bytes); ///< past the websocket, into the TCP stream
    void sendEvent(const QString &name, const QJsonValue &argument);
    void answer(qint64 ackId, const QJsonObject &reply);

    [[nodiscard]] QList<Call> callsOf(const QString &name) const;
    [[nodiscard]] bool isConnected() const { return !m_sockets.isEmpty(); }

    Room &addRoom(const QString &id, const QString &name);
    /// Stores a message of \p author; also sends it unless \p quietly.
    QJsonObject addMessage(const QString &room, const QString &author, const QString &text,
                           bool quietly = false);
    QJsonObject editMessage(const QString &room, qint64 seq, const QString &text,
                            bool quietly = false);
    /// The message with fields replaced and a new rev; also sent as message:changed.
    QJsonObject changeMessage(const QString &room, qint64 seq, const QJsonObject &fields,
                              bool quietly = false);
    [[nodiscard]] QJsonObject historyReply(const QJsonObject &question);
    [[nodiscard]] QJsonObject changesReply(const QJsonObject &question);
    [[nodiscard]] QJsonObject roomObject(const Room &room) const;
    [[nodiscard]] QJsonObject userOf(const QString &name) const;
    [[nodiscard]] static QJsonObject refusal(const QString &code, const QJsonObject &extras = {});

    Mode mode;
    qint64 maxFileBytes = 0; ///< said in the hello; 0: it takes no files
    std::optional<QSslConfiguration> tls; ///< with certificate and key: listens for TLS only
    QString openPacket = QStringLiteral(
        R"(0{"sid":"fake","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
    QString connectReply = QStringLiteral(R"({"sid":"s1"})"); ///< the payload behind "40[/nsp,]"
    QQueue<QString> connectRefusals; ///< the payloads of CONNECT_ERROR to the next CONNECTs
    QString classCode; ///< if it is set, CONNECT needs it in the query, or a home
    bool saysHello = true;
    bool isStalled = false; ///< reads, but does nothing
    bool echoes = true; ///< SeedLike: broadcasts what was sent
    QQueue<Fault> sendFaults;
    QQueue<QJsonObject> refusals; ///< of the next edits, deletes, reactions, marks and readers
    QQueue<QJsonObject> joinRefusals;
    /// Acks of the next events of these names, before anything else answers them.
    QHash<QString, QQueue<QJsonObject>> replies;
    QSet<QString> heldCalls; ///< names of events that nothing but the test answers
    QHash<QString, QJsonObject> answers; ///< by event: to those it does not know by itself
    QQueue<QJsonObject> searchRefusals;
    int searchPage = 50; ///< hits of one answer
    QSet<QString> tokens; ///< valid ones
    QString renamed; ///< whoever shows a token is called so, whatever name they say
    QHash<QString, Room> rooms;
    QString homeRoom;

    QStringList frames; ///< every text frame that came
    QList<Call> calls;
    QStringList requestUrls;
    int connections = 0; ///< ever made
    QString crash; ///< SeedLike: what it died of

private:
    void onNewConnection();
    void onText(QWebSocket *socket, const QString &frame);
    void onConnect(const QString &packet);
    void onEvent(const QString &packet);
    void onNativeCall(const Call &call);
    void onSend(const Call &call);
    void onSeedCall(const Call &call);
    void die(const QString &why);
    void onMessageCall(const Call &call);
    [[nodiscard]] QJsonObject joinReply(const Call &call);
    [[nodiscard]] QJsonObject searchReply(const QJsonObject &question);
    [[nodiscard]] QString prefix() const; ///< "/nsp," or nothing

    QWebSocketServer *m_server = nullptr;
    QList<QWebSocket *> m_sockets;
    quint16 m_port = 0;
    QString m_nsp = QStringLiteral("/");
    QString m_saidHome; // in the last CONNECT
    QString m_joinedAs; // on this connection
    int m_nextId = 1;
};

} // namespace maru::testing
