// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFile>
#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace maru::testing {

using namespace Qt::StringLiterals;

/// What people of many scripts write, and what each query must find of it, no more and no less.
struct Corpus
{
    QStringList messages; // number n is at n - 1
    QList<std::pair<QString, QString>> queries; // query, numbers
};

inline QString unescaped(QString text)
{
    text.replace(u"\\\\"_s, u"\u0001"_s);
    text.replace(u"\\n"_s, u"\n"_s).replace(u"\\t"_s, u"\t"_s);
    text.replace(u'\u0001', u'\\');
    const bool isApart = text.startsWith(u"NFD:"_s);
    return isApart ? text.sliced(4).normalized(QString::NormalizationForm_D) : text;
}

/// Of tests/server/storage/searchcorpus.txt; empty if it cannot be read.
inline Corpus readCorpus(const QString &path)
{
    Corpus corpus;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return corpus;
    }
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : lines) {
        const QStringList fields = line.split(u'\t');
        if (fields.size() == 3 && fields[0] == u"M") {
            corpus.messages.append(unescaped(fields[2]));
            Q_ASSERT(fields[1].toInt() == corpus.messages.size());
        } else if (fields.size() == 3 && fields[0] == u"Q") {
            corpus.queries.append({unescaped(fields[2]), fields[1]});
        }
    }
    return corpus;
}

} // namespace maru::testing
