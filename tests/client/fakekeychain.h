// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/keychain.h"

#include <QHash>
#include <QObject>
#include <QString>

namespace maru::client::testing {

/// Answers later, as a real one; or not at all.
class FakeKeychain : public Keychain
{
public:
    struct Safe
    {
        QHash<QString, QString> secrets;
        bool isLocked = false; // refuses
        bool hangs = false;
        int reads = 0;
    };

    explicit FakeKeychain(Safe &safe)
        : m_safe(safe)
    { }
    void read(const QString &key, Handler handler) override
    {
        ++m_safe.reads;
        answer(handler, m_safe.secrets.contains(key) ? Answer::Done : Answer::NotFound,
               m_safe.secrets.value(key));
    }
    void write(const QString &key, const QString &secret, Handler handler) override
    {
        if (!m_safe.isLocked && !m_safe.hangs) {
            m_safe.secrets.insert(key, secret);
        }
        answer(handler, Answer::Done, {});
    }
    void remove(const QString &key, Handler handler) override
    {
        m_safe.secrets.remove(key);
        answer(handler, Answer::Done, {});
    }

private:
    void answer(const Handler &handler, Answer answer, const QString &secret)
    {
        if (m_safe.hangs) {
            return;
        }
        const bool isLocked = m_safe.isLocked;
        QMetaObject::invokeMethod(
            &m_context,
            [handler, answer, secret, isLocked] {
                handler(isLocked ? Answer::Unusable : answer, isLocked ? QString() : secret);
            },
            Qt::QueuedConnection);
    }

    Safe &m_safe;
    QObject m_context;
};

} // namespace maru::client::testing
