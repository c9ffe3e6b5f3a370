// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

class QLocalSocket;
class QLockFile;

namespace maru::client {

/// What a second start asks of the first: to show itself and, if \p server is not empty, that
/// server.
struct HandOver
{
    QString server; ///< an address or a `maru://` link, not checked
    QString userName; ///< may be empty
    QString activation = {}; ///< by which the window may come forward; may be empty, not checked

    friend bool operator==(const HandOver &, const HandOver &) = default;
};

/// One line of JSON with its '\n', and back; std::nullopt: it is none, or a field is too long.
[[nodiscard]] QByteArray encodeHandOver(const HandOver &wish);
[[nodiscard]] std::optional<HandOver> decodeHandOver(const QByteArray &line);

/// Of each profile one program runs at a time: a lock file and a local socket in the runtime
/// directory, both for this user only. The lock of a program that was killed is void; its socket is
/// removed by whoever has the lock next.
///
/// Thread: GUI. Other people's bytes are bounded (limits::maxHandOverBytes, maxHandOvers) and do
/// not wait (limits::handOverMs).
class Instance : public QObject
{
    Q_OBJECT

public:
    enum class Claim : quint8 {
        First, ///< this one is to run; also where no lock can be made
        HandedOver, ///< another one runs and does what was asked
        NoAnswer, ///< another one runs and does not answer
    };

    /// \p folder: of the profile's settings, its name is what the instance is known by. \p
    /// runtimeFolder: tests have their own.
    explicit Instance(const QString &folder, const QString &runtimeFolder = {},
                      QObject *parent = nullptr);
    ~Instance() override;

    /// Before the event loop runs: waits up to \p timeoutMs for the other one.
    [[nodiscard]] Claim claim(const HandOver &wish, int timeoutMs);
    /// Whether another program has it just now.
    [[nodiscard]] bool isTaken();

signals:
    void handedOver(const maru::client::HandOver &wish);

private:
    [[nodiscard]] bool lock();
    [[nodiscard]] bool tell(const HandOver &wish, int timeoutMs) const;
    void listen();
    void greet();
    void read(QLocalSocket *socket);

    QString m_base; // path of the lock and the socket, without their endings
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_door;
};

} // namespace maru::client
