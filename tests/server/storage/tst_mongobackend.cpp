// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

// The contract of all stores, over MongoDB's wire protocol: against a real server where
// MARU_TEST_MONGODB_URL names one (its database is emptied!), else against the double.

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_MongoBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool isFresh) override
    {
        const QString real = qEnvironmentVariable("MARU_TEST_MONGODB_URL");
        const MongoAddress address = real.isEmpty() ? addressOf(m_server) : *parseMongoUrl(real);
        if (isFresh && real.isEmpty()) {
            m_server.empty();
        } else if (isFresh) {
            MongoConnection connection(address);
            for (const QString &name : connection.collections().value_or(QStringList())) {
                if (!connection.drop(name.toLatin1().constData())) {
                    qFatal("%s cannot be emptied", qPrintable(address.place));
                }
            }
        }
        return std::make_unique<MongoBackend>(address);
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("MARU_TEST_MONGODB_URL")) {
            MARU_START_MONGO(m_server);
        }
    }

private:
    MongoDouble m_server;
};

QTEST_GUILESS_MAIN(tst_MongoBackend)
#include "tst_mongobackend.moc"
