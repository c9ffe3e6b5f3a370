// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "downloadsfixture.h"

namespace maru::client {

void DownloadsFixture::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<KnownServers>(m_dir->filePath(u"known.ini"_s));
    m_link = std::make_unique<FileLink>(*m_servers);
    m_list = std::make_unique<Downloads>(*m_link);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_list.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void DownloadsFixture::cleanup()
{
    m_tester.reset();
    m_list.reset();
    m_link.reset();
    m_servers.reset();
    m_dir.reset();
}

} // namespace maru::client
