// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/passwordhasher.h"

#include "common/serverlimits.h"

#include <array>
#include <sodium.h>
#include <utility>

namespace maru::server {

namespace {

/// Composed, so that two keyboards type the same password; wiped when it goes.
class SecretBytes
{
public:
    explicit SecretBytes(const QString &password)
        : m_bytes(password.normalized(QString::NormalizationForm_C).toUtf8())
    { }
    ~SecretBytes() { sodium_memzero(m_bytes.data(), size_t(m_bytes.size())); }
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;

    [[nodiscard]] const char *data() const { return m_bytes.constData(); }
    [[nodiscard]] unsigned long long size() const
    {
        return static_cast<unsigned long long>(m_bytes.size());
    }

private:
    QByteArray m_bytes;
};

QString hashNow(const QString &password)
{
    const SecretBytes secret(password);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int failed = crypto_pwhash_str_alg(
        text.data(), secret.data(), secret.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
        crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    return failed != 0 ? QString() : QString::fromLatin1(text.data());
}

bool verifyNow(const QString &password, const QString &hash)
{
    if (hash.isEmpty()) {
        (void)hashNow(password); // the same work
        return false;
    }
    const SecretBytes secret(password);
    return crypto_pwhash_str_verify(hash.toLatin1().constData(), secret.data(), secret.size()) == 0;
}

} // namespace

PasswordHasher::PasswordHasher()
{
    if (sodium_init() < 0) {
        qFatal("libsodium does not start");
    }
}

PasswordHasher::~PasswordHasher()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
        m_queue.clear();
    }
    m_wakeUp.notify_all();
    for (std::thread &thread : m_threads) {
        thread.join();
    }
}

bool PasswordHasher::run(Work work)
{
    if (isFull()) {
        return false;
    }
    ++m_waiting;
    if (qsizetype(m_threads.size()) < limits::passwordThreads) {
        m_threads.emplace_back([this] { this->work(); });
    }
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(work));
    }
    m_wakeUp.notify_one();
    return true;
}

// Thread: one of m_threads.
void PasswordHasher::work()
{
    for (;;) {
        Work work;
        {
            std::unique_lock lock(m_mutex);
            m_wakeUp.wait(lock, [this] { return m_isOver || !m_queue.empty(); });
            if (m_isOver) {
                return;
            }
            work = std::move(m_queue.front());
            m_queue.pop_front();
        }
        m_inbox.post([this, answer = work()] {
            --m_waiting;
            answer();
        });
    }
}

bool PasswordHasher::hash(const QString &password, std::function<void(const QString &)> done)
{
    return run([password, done = std::move(done)]() -> std::function<void()> {
        return [done, hash = hashNow(password)] {
            done(hash);
        };
    });
}

bool PasswordHasher::verify(const QString &password, const QString &hash,
                            std::function<void(bool)> done)
{
    return run([password, hash, done = std::move(done)]() -> std::function<void()> {
        return [done, isRight = verifyNow(password, hash)] {
            done(isRight);
        };
    });
}

} // namespace maru::server
