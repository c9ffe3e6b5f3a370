// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>

namespace maru {

/// What stands in for a MongoDB server in a test: mongodouble.py, over the real wire protocol. It
/// ends with the test, however that ends.
///
/// With MARU_TEST_MONGODB_URL a real server is used where a test injects nothing: see url().
class MongoDouble
{
public:
    MongoDouble();
    MongoDouble(const MongoDouble &) = delete;
    MongoDouble &operator=(const MongoDouble &) = delete;
    ~MongoDouble();

    /// False: problem() says why.
    [[nodiscard]] bool start();
    /// One order of mongodouble.py's, and its answer; empty, and a problem(), if there is none.
    QJsonObject ask(const QJsonObject &order);
    /// No data, no faults.
    void empty();
    /// \p times times after \p skip others, \p command on \p collection ends as \p how says; an
    /// error has \p code and \p says.
    void inject(const QString &command, const QString &collection, const QString &how, int skip = 0,
                int times = 1, int code = 0, const QString &says = QStringLiteral("injected"));
    [[nodiscard]] int faultsLeft();

    [[nodiscard]] QString url(const QString &credentials = {}) const;
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    [[nodiscard]] QByteArray readLine();

    QProcess m_process;
    int m_port = 0;
    QString m_problem;
};

} // namespace maru
