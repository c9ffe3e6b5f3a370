// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>

#include <optional>

class QTcpServer;
class QTcpSocket;
class QWebSocket;
class QWebSocketServer;

namespace maru::testing {

/// A scripted Engine.IO peer on loopback with one session at a time, over long-polling, websocket
/// and the upgrade between them, plain or over TLS. It writes its HTTP and its packets by hand: an
/// error in our codecs cannot hide in it.
///
/// Everything is public and plain: a test sets what it wants before, and looks at what came
/// afterwards.
class FakePollingServer : public QObject
{
    Q_OBJECT

public:
    enum class WebSockets : quint8 {
        Work,
        Refused, ///< HTTP 403, as a proxy does
        Unanswered, ///< the request is read, and nothing said
        Mute, ///< 101, and then nothing
        ProbeWrong, ///< 101, and another answer than 3probe
        ProbeClosed, ///< closed in answer to 2probe
    };

    struct Request
    {
        QByteArray method;
        QByteArray target;
        QByteArray head; ///< with the request line
        QByteArray body;
    };

    explicit FakePollingServer(QObject *parent = nullptr);
    ~FakePollingServer() override;

    /// At port 0 the first time, at the same port again after stop().
    [[nodiscard]] bool listen();
    /// Over TLS with the certificate and key of \p tls.
    [[nodiscard]] bool listenEncrypted(const QSslConfiguration &tls);
    /// From the next connection on.
    void showAnother(const QSslConfiguration &tls);
    void stop(); ///< as a killed process: no listener, no connection
    [[nodiscard]] QString address() const; ///< "127.0.0.1:12345"
    [[nodiscard]] quint16 port() const { return m_port; }

    void send(const QByteArray &packet); ///< over what carries the session now
    /// Answers the held GET with \p body as it is; false if none is held.
    bool answerGet(const QByteArray &body, const QByteArray &status = "200 OK");
    /// Writes \p bytes to the connection of the held GET.
    bool writeToGet(const QByteArray &bytes);
    void dropGet(); ///< breaks the connection of the held GET
    void answerPosts(); ///< those held by holdsPosts
    void answerProbe();
    void dropWebSocket();
    [[nodiscard]] bool holdsGet() const { return !m_get.isNull(); }
    [[nodiscard]] bool isUpgraded() const { return m_isUpgraded; }
    [[nodiscard]] int countOf(const QByteArray &method) const;

    WebSockets webSockets = WebSockets::Work;
    QByteArray pollingStatus = "200 OK"; ///< of the handshake; another one refuses polling
    QByteArray openPacket; ///< empty: a good one; upgrades as `offersUpgrade` says
    QByteArray afterOpen; ///< what follows the open packet in the first polling body
    QByteArray handshakeHead; ///< further header lines of the first answer, each with CRLF
    QByteArray postStatus = "200 OK";
    bool offersUpgrade = true;
    bool holdsPosts = false;
    bool releasesGets = true; ///< with a noop, while a probe is answered
    bool holdsProbes = false; ///< does not answer 2probe before answerProbe()
    bool dropsPosts = false; ///< breaks the connection of a POST instead of answering it
    int maxPayload = 65'536;

    QList<Request> requests; ///< without upgrades
    QList<QByteArray> upgradeHeads; ///< the websocket handshakes
    QList<QByteArray> packets; ///< of the client: "p:" (polling) or "w:" (websocket) before each
    int connections = 0; ///< TCP connections ever made
    QByteArray garbage; ///< what came that was no HTTP

private:
    [[nodiscard]] bool listenOn(QTcpServer *server);
    void onConnection();
    void onReadyRead(QTcpSocket *socket);
    void onUpgradeRequest(QTcpSocket *socket, const QByteArray &head);
    void onWebSocket();
    void onWebSocketText(QWebSocket *socket, const QByteArray &packet);
    void onRequest(QTcpSocket *socket, const Request &request);
    void onGet(QTcpSocket *socket, const Request &request);
    void onPacket(const QByteArray &packet, char transport);
    void flush();
    [[nodiscard]] QByteArray openPacketFor(bool isPolling) const;
    static void reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &body,
                      const QByteArray &head = {});

    QTcpServer *m_server = nullptr;
    QWebSocketServer *m_webSocketServer = nullptr;
    QList<QTcpSocket *> m_sockets;
    QPointer<QTcpSocket> m_get; // the held one
    QList<QPointer<QTcpSocket>> m_posts; // the held ones
    QPointer<QWebSocket> m_webSocket; // of the probe, then of the session
    QList<QByteArray> m_queue;
    quint16 m_port = 0;
    bool m_isProbed = false; // between 3probe and 5
    bool m_isUpgraded = false;
};

} // namespace maru::testing
