// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqliteprobe.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <iterator>
#include <set>

namespace maru::server {

namespace {

// Offsets in the database header, the log's header and its frame headers.
constexpr qint64 headerBytes = 100;
constexpr qint64 walHeaderBytes = 32;
constexpr qint64 frameHeaderBytes = 24;

quint32 wordAt(const QByteArray &bytes, qsizetype offset)
{
    return qFromBigEndian<quint32>(bytes.constData() + offset);
}

/// SQLite's running checksum over pairs of 32-bit words.
class WalChecksum
{
public:
    explicit WalChecksum(bool isBigEndian)
        : m_isBigEndian(isBigEndian)
    { }

    void add(const char *bytes, qsizetype count)
    {
        for (qsizetype i = 0; i + 8 <= count; i += 8) {
            m_first += word(bytes + i) + m_second;
            m_second += word(bytes + i + 4) + m_first;
        }
    }
    [[nodiscard]] bool is(quint32 first, quint32 second) const
    {
        return m_first == first && m_second == second;
    }

private:
    [[nodiscard]] quint32 word(const char *bytes) const
    {
        return m_isBigEndian ? qFromBigEndian<quint32>(bytes) : qFromLittleEndian<quint32>(bytes);
    }

    bool m_isBigEndian;
    quint32 m_first = 0;
    quint32 m_second = 0;
};

/// What the valid, committed frames of a log say.
struct WalPages
{
    std::set<quint32> pages;
    QByteArray header; // of page 1, if it is among them
    quint32 pageCount = 0; // of the database after the last commit; 0: no commit
};

WalPages readWal(const QString &path, quint32 pageBytes)
{
    WalPages committed;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return committed;
    }
    const QByteArray head = file.read(walHeaderBytes);
    if (head.size() < walHeaderBytes || (wordAt(head, 0) & ~1U) != 0x377f0682U
        || wordAt(head, 8) != pageBytes) {
        return committed;
    }
    WalChecksum sum((wordAt(head, 0) & 1U) != 0);
    sum.add(head.constData(), 24);
    if (!sum.is(wordAt(head, 24), wordAt(head, 28))) {
        return committed;
    }
    WalPages seen;
    const qint64 frameBytes = frameHeaderBytes + qint64{pageBytes};
    while (true) {
        const QByteArray frame = file.read(frameBytes);
        const bool isWhole = frame.size() == frameBytes;
        if (!isWhole || wordAt(frame, 8) != wordAt(head, 16)
            || wordAt(frame, 12) != wordAt(head, 20)) {
            return committed; // the end, or what an earlier round left behind
        }
        sum.add(frame.constData(), 8);
        sum.add(frame.constData() + frameHeaderBytes, pageBytes);
        if (!sum.is(wordAt(frame, 16), wordAt(frame, 20))) {
            return committed;
        }
        const quint32 page = wordAt(frame, 0);
        seen.pages.insert(page);
        if (page == 1) {
            seen.header = frame.mid(frameHeaderBytes, headerBytes);
        }
        if (wordAt(frame, 4) != 0) {
            seen.pageCount = wordAt(frame, 4);
            committed = seen;
        }
    }
}

/// Pages that stand neither in the file nor in the log.
qint64 missingPages(const QByteArray &header, quint32 pageBytes, qint64 fileBytes,
                    const WalPages &wal)
{
    const bool isCountValid = wordAt(header, 24) == wordAt(header, 92);
    const quint32 count = wal.pageCount != 0 ? wal.pageCount
        : isCountValid                       ? wordAt(header, 28)
                                             : 0;
    const qint64 inFile = fileBytes / pageBytes;
    if (qint64{count} <= inFile) {
        return 0;
    }
    // The count may be anything up to 2^32: what is there is counted, not what is not.
    const auto inLog = std::distance(wal.pages.upper_bound(static_cast<quint32>(inFile)),
                                     wal.pages.upper_bound(count));
    return qint64{count} - inFile - inLog;
}

} // namespace

Result<SqliteProbe, QString> probeSqliteFile(const QString &path)
{
    if (!QFileInfo(path).isFile()) {
        return failure(QStringLiteral("is not a file"));
    }
    QFile file(path);
    // To write as well: a database that can only be read must be refused before anything else
    // happens.
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly)) {
        return failure(QStringLiteral("cannot be opened for writing: %1").arg(file.errorString()));
    }
    QByteArray header = file.read(headerBytes);
    if (header.size() < headerBytes
        || !header.startsWith(QByteArrayView("SQLite format 3\0", 16))) {
        return failure(
            QStringLiteral("is no database (%1 bytes, no SQLite header)").arg(file.size()));
    }
    const auto storedPageBytes = qFromBigEndian<quint16>(header.constData() + 16);
    const quint32 pageBytes = storedPageBytes == 1 ? 65'536U : quint32{storedPageBytes};
    if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) != 0) {
        return failure(QStringLiteral("is no database (its page size is %1)").arg(pageBytes));
    }

    const WalPages wal = readWal(path + QStringLiteral("-wal"), pageBytes);
    const qint64 missing = missingPages(header, pageBytes, file.size(), wal);
    if (missing > 0) {
        return failure(QStringLiteral("is damaged: %1 of its pages are missing").arg(missing));
    }
    if (!wal.header.isEmpty()) {
        header = wal.header;
    }
    SqliteProbe probe;
    probe.applicationId = wordAt(header, 68);
    probe.userVersion = wordAt(header, 60);
    probe.bytes = file.size();
    probe.hasWal = wal.pageCount != 0;
    return probe;
}

} // namespace maru::server
