// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/keychain.h"

#ifdef MARU_HAS_KEYCHAIN
#include <QCoreApplication>
#include <QObject>
#include <qt6keychain/keychain.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::client {

#ifdef MARU_HAS_KEYCHAIN

namespace {

class SystemKeychain : public Keychain
{
public:
    void read(const QString &key, Handler handler) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service());
        connectJob(job, key, [job, handler = std::move(handler)](Answer answer) {
            handler(answer, answer == Answer::Done ? job->textData() : QString());
        });
    }

    void write(const QString &key, const QString &secret, Handler handler) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        job->setTextData(secret);
        connectJob(job, key,
                   [handler = std::move(handler)](Answer answer) { handler(answer, {}); });
    }

    void remove(const QString &key, Handler handler) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        connectJob(job, key,
                   [handler = std::move(handler)](Answer answer) { handler(answer, {}); });
    }

private:
    // Each profile has tokens of its own.
    [[nodiscard]] static QString service() { return QCoreApplication::applicationName(); }

    void connectJob(QKeychain::Job *job, const QString &key, std::function<void(Answer)> done)
    {
        job->setKey(key);
        job->setInsecureFallback(false); // we have a better one
        QObject::connect(job, &QKeychain::Job::finished, &m_context,
                         [done = std::move(done)](QKeychain::Job *finished) {
                             const QKeychain::Error error = finished->error();
                             done(error == QKeychain::NoError             ? Answer::Done
                                      : error == QKeychain::EntryNotFound ? Answer::NotFound
                                                                          : Answer::Unusable);
                         });
        job->start(); // deletes itself
    }

    QObject m_context; // no answer after it
};

} // namespace

std::unique_ptr<Keychain> systemKeychain()
{
    if (qEnvironmentVariable("MARU_KEYCHAIN") == "off"_L1) {
        return nullptr;
    }
    return std::make_unique<SystemKeychain>();
}

#else

std::unique_ptr<Keychain> systemKeychain()
{
    return nullptr;
}

#endif

} // namespace maru::client
