// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/certificatecheck.h"
#include "client/connection/knownservers.h"
#include "client/connection/pollinglink.h"
#include "tests/support/fakepollingserver.h"

#include <memory>
#include <optional>

namespace maru::client {

/// A PollingLink and a scripted server.
class PollingLinkFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    [[nodiscard]] bool startOpen();
    void openAt(const QString &address);
    void openEncrypted();

    std::unique_ptr<testing::FakePollingServer> m_server;
    std::unique_ptr<KnownServers> m_servers;
    std::optional<CertificateCheck> m_check;
    std::unique_ptr<PollingLink> m_link;
    QByteArrayList m_texts;
    QList<LinkProblem> m_failures;
};

} // namespace maru::client
