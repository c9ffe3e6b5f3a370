// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/support/searchcorpus.h"

#include <QTemporaryDir>

namespace maru::client {

using namespace Qt::StringLiterals;

/// A folder for each test, and the corpus.
class SearchIndexFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

protected:
    [[nodiscard]] QString path(const QString &file) const
    {
        return m_dir.filePath(u"%1/%2"_s.arg(m_run).arg(file));
    }
    [[nodiscard]] QString indexPath() const { return path(u"search.db"_s); }
    void change(const QString &file, const QString &sql);

    QTemporaryDir m_dir;
    int m_run = 0;
    maru::testing::Corpus m_corpus;
};

} // namespace maru::client
