// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace maru {

/// A PostgreSQL server for one test: its own folder, a Unix socket and a port on loopback, user
/// `maru` without a password from everywhere. PostgreSQL does not run as root, so where we are root
/// it is another user's. It ends with the test, however that ends.
class PostgresServer
{
public:
    enum class Stop : quint8 { Fast, Immediate };

    PostgresServer();
    PostgresServer(const PostgresServer &) = delete;
    PostgresServer &operator=(const PostgresServer &) = delete;
    ~PostgresServer();

    /// Where initdb and postgres are; empty: not installed. MARU_POSTGRES_BIN comes first.
    [[nodiscard]] static QString programs();

    /// Makes the folder and starts the server. False: problem() says why.
    [[nodiscard]] bool start(const QStringList &settings = {});
    void stop(Stop how);
    /// The same folder, the same port.
    [[nodiscard]] bool startAgain(const QStringList &settings = {});

    /// Runs \p sql over psql; what it printed, one row a line, columns with '|' between.
    QString ask(const QString &sql, const QString &database = {});
    /// Takes away all that is in the database.
    void empty();

    [[nodiscard]] QString url() const; ///< over loopback
    [[nodiscard]] QString socketUrl() const;
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] QString folder() const;
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    [[nodiscard]] bool run(const QStringList &command);
    [[nodiscard]] static QStringList asOther(const QStringList &command);

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcess m_process;
    int m_port = 0;
    QString m_problem;
};

} // namespace maru
