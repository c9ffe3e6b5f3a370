// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqliteprobe.h"
#include "tests/fuzz/fuzztools.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtEndian>

using namespace maru;
using namespace maru::server;
using fuzz::require;

// A database file and its write-ahead log (sqlite.org/fileformat2.html). The first byte says how
// much of their frame is made here, because checksums hide what is behind them from a fuzzer: 'r'
// is two files as they are, cut at the first NUL byte of a line of its own; else the input is the
// rest of the header, and then 12 bytes for each frame of the log.

namespace {

constexpr qsizetype pageBytes = 512;

class Files
{
public:
    Files() { require(m_folder.isValid()); }
    void write(const QByteArray &database, const QByteArray &log) const
    {
        writeOne(path(), database);
        writeOne(path() + QStringLiteral("-wal"), log);
    }
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("maru.db")); }

private:
    static void writeOne(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        require(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        require(file.write(bytes) == bytes.size());
    }

    QTemporaryDir m_folder;
};

QByteArray word(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

class Checksum
{
public:
    void add(const QByteArray &bytes)
    {
        for (qsizetype i = 0; i + 8 <= bytes.size(); i += 8) {
            m_a += qFromBigEndian<quint32>(bytes.constData() + i) + m_b;
            m_b += qFromBigEndian<quint32>(bytes.constData() + i + 4) + m_a;
        }
    }
    [[nodiscard]] QByteArray bytes() const { return word(m_a) + word(m_b); }

private:
    quint32 m_a = 0;
    quint32 m_b = 0;
};

QByteArray databaseFrom(QByteArrayView header)
{
    QByteArray bytes = QByteArray("SQLite format 3\0\x02\0", 18) + header.toByteArray();
    const qsizetype pages = 1 + bytes.size() % 3;
    bytes.resize(pages * pageBytes, '\0');
    return bytes;
}

/// Each frame: its page, the size of the database if it is a commit, four bytes of the page.
QByteArray logFrom(QByteArrayView frames)
{
    Checksum sum;
    QByteArray log = word(0x377f0683) + word(3'007'000) + word(quint32(pageBytes)) + word(0)
        + QByteArray("saltsalt");
    sum.add(log);
    log += sum.bytes();
    for (qsizetype at = 0; at + 12 <= frames.size(); at += 12) {
        const QByteArray head = frames.sliced(at, 8).toByteArray();
        QByteArray page = frames.sliced(at + 8, 4).toByteArray();
        page.resize(pageBytes, '\0');
        sum.add(head);
        sum.add(page);
        log += head + "saltsalt" + sum.bytes() + page;
    }
    return log;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Files files;
    fuzz::Input input(data, size);
    if (input.byte() == 'r') {
        const QByteArray all = input.rest().toByteArray();
        const qsizetype cut = all.indexOf(QByteArrayView("\n\0\n", 3));
        files.write(cut < 0 ? all : all.left(cut), cut < 0 ? QByteArray() : all.mid(cut + 3));
    } else {
        const QByteArrayView rest = input.rest();
        const qsizetype headerBytes = std::min<qsizetype>(rest.size(), 82);
        files.write(databaseFrom(rest.first(headerBytes)), logFrom(rest.sliced(headerBytes)));
    }
    const auto probe = probeSqliteFile(files.path());
    if (!probe) {
        require(!probe.error().isEmpty() && !probe.error().contains(u'\n'));
        return 0;
    }
    require(probe->bytes == QFile(files.path()).size() && probe->bytes >= 100);
    return 0;
}
