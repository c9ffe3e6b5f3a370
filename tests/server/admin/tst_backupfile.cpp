// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/version.h"
#include "server/admin/backupcommand.h"
#include "server/admin/backupfile.h"
#include "server/storage/sql/sqlbackend.h"
#include "server/storage/sql/sqlitesnapshot.h"

#include <QBuffer>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

class tst_BackupFile : public QObject
{
    Q_OBJECT

private slots:
    void headersAreReadAsTheyWereWritten_data();
    void headersAreReadAsTheyWereWritten();
    void namesOfParts_data();
    void namesOfParts();
    void whatIsWrittenIsRead();
    void everyFlippedBitIsNoticed();
    void everyLengthButItsOwnIsNoticed();
    void aNewerFormatIsNamed();
    void aNewerSchemaIsNamed();
    void aStoreThatIsNoneIsRefused();

private:
    /// A backup with one file, and with \p store as its store.
    void write(const QString &name, BackupManifest manifest = {},
               const QByteArray &store = "store");
    [[nodiscard]] QString path(const QString &name) const { return m_dir.filePath(name); }
    [[nodiscard]] QByteArray bytesOf(const QString &name) const;
    void put(const QString &name, const QByteArray &bytes) const;

    QTemporaryDir m_dir;
};

void tst_BackupFile::put(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray tst_BackupFile::bytesOf(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void tst_BackupFile::write(const QString &name, BackupManifest manifest, const QByteArray &store)
{
    put(u"part"_s, store);
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Truncate));
    BackupWriter writer(file, 1'700'000'000);
    QVERIFY(writer.begin());
    for (const QString &part : {u"store.db"_s, u"files/ab/abcd"_s}) {
        QFile source(path(u"part"_s));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto added = writer.add(part, source);
        QVERIFY2(added, added ? "" : qPrintable(added.error()));
        manifest.parts.push_back(*added);
    }
    QVERIFY(writer.finish(manifest));
}

void tst_BackupFile::headersAreReadAsTheyWereWritten_data()
{
    QTest::addColumn<qint64>("bytes");
    for (const qint64 bytes : {0LL, 1LL, 512LL, 8'589'934'591LL, 8'589'934'592LL, 1LL << 50}) {
        QTest::addRow("%lld", bytes) << qint64{bytes};
    }
}

void tst_BackupFile::headersAreReadAsTheyWereWritten()
{
    QFETCH(qint64, bytes);
    const QByteArray block =
        encodeTarHeader({.name = "files/x", .bytes = bytes, .timeS = 1'700'000'000});
    QCOMPARE(block.size(), tarBlockBytes);
    const auto header = decodeTarHeader(block);
    QVERIFY(header);
    QCOMPARE(header->name, "files/x");
    QCOMPARE(header->bytes, bytes);
    QCOMPARE(header->timeS, 1'700'000'000);
    QCOMPARE((bytes + tarPadding(bytes)) % tarBlockBytes, 0);
    QVERIFY(!decodeTarHeader(QByteArray(tarBlockBytes, '\0')));
    QVERIFY(!decodeTarHeader(block.chopped(1)));
}

void tst_BackupFile::namesOfParts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("store") << u"store.db"_s << true;
    QTest::newRow("key") << u"tls-key.pem"_s << true;
    QTest::newRow("file") << u"files/ab/"_s + QString(64, u'a') << true;
    QTest::newRow("flat file") << u"files/"_s + QString(64, u'0') << true;
    for (const char *bad :
         {"", "files", "files/", "files/..", "files/../x", "../files/x", "/etc/passwd", "files//x",
          "files/a/b/c/d/e", "files/A", "files/x.exe", "store.db\n", "server.lock", "maru.db",
          "files/\xc3\xa9", "files\\x", "files/con:"}) {
        QTest::newRow(*bad == '\0' ? "empty" : bad) << QString::fromUtf8(bad) << false;
    }
    QTest::newRow("long") << u"files/"_s + QString(40, u'a') + u'/' + QString(60, u'a') << false;
}

void tst_BackupFile::namesOfParts()
{
    QFETCH(QString, name);
    QTEST(isBackupPartName(name), "isGood");
}

void tst_BackupFile::whatIsWrittenIsRead()
{
    BackupManifest manifest;
    manifest.version = u"1.2.3"_s;
    manifest.schema = 7;
    manifest.serverName = u"서버 \"x\""_s;
    manifest.createdAt = u"2026-11-26T12:00:00.000Z"_s;
    manifest.messages = 12'345;
    const QByteArray content(1'048'576 + 77, 'x'); // more than one piece
    write(u"good"_s, manifest, content);
    QHash<QString, QByteArray> parts;
    QStringList ended;
    const auto read =
        readBackup(path(u"good"_s), [&](const QString &name, const QByteArray &piece) {
            parts[name] += piece;
            if (piece.isEmpty()) {
                ended += name;
            }
            return Result<void, QString>();
        });
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QCOMPARE(read->version, manifest.version);
    QCOMPARE(read->schema, 7);
    QCOMPARE(read->serverName, manifest.serverName);
    QCOMPARE(read->messages, 12'345);
    QCOMPARE(ended, QStringList({u"store.db"_s, u"files/ab/abcd"_s}));
    QCOMPARE(parts.value(u"store.db"_s), content);
    QCOMPARE(parts.value(u"files/ab/abcd"_s), content);
}

void tst_BackupFile::everyFlippedBitIsNoticed()
{
    write(u"good"_s);
    QByteArray bytes = bytesOf(u"good"_s);
    QVERIFY(readBackup(path(u"good"_s)));
    QFile file(path(u"good"_s));
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        const char flipped = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
        QVERIFY(file.seek(at) && file.write(&flipped, 1) == 1);
        const auto read = readBackup(path(u"good"_s));
        QVERIFY2(!read, qPrintable(u"byte %1"_s.arg(at)));
        QVERIFY(file.seek(at) && file.write(bytes.constData() + at, 1) == 1);
    }
    QVERIFY(readBackup(path(u"good"_s)));
}

void tst_BackupFile::everyLengthButItsOwnIsNoticed()
{
    write(u"good"_s);
    const QByteArray bytes = bytesOf(u"good"_s);
    for (qsizetype length = 0; length < bytes.size(); length += 37) {
        put(u"cut"_s, bytes.first(length));
        QVERIFY2(!readBackup(path(u"cut"_s)), qPrintable(QString::number(length)));
    }
    put(u"cut"_s, bytes + QByteArray(512, '\0'));
    const auto read = readBackup(path(u"cut"_s));
    QVERIFY(!read);
    QVERIFY2(read.error().contains(u"something follows its end"_s), qPrintable(read.error()));
}

void tst_BackupFile::aNewerFormatIsNamed()
{
    put(u"newer"_s,
        encodeTarHeader({.name = "maru-backup", .bytes = 3, .timeS = 0})
            + QByteArray("12\n").leftJustified(512, '\0') + "whatever comes then");
    const auto read = readBackup(path(u"newer"_s));
    QVERIFY(!read);
    QVERIFY2(read.error().contains(u"format 12, this maru-server knows formats up to 1"_s),
             qPrintable(read.error()));
}

void tst_BackupFile::aNewerSchemaIsNamed()
{
    BackupManifest manifest;
    manifest.version = u"9.9"_s;
    manifest.schema = newestSqliteSchema() + 1;
    write(u"schema"_s, manifest);
    const QString data = path(u"data-schema"_s);
    QVERIFY(QDir().mkdir(data));
    const CommandOutput output =
        runRestore({.dataDirectory = data, .databasePath = data + u"/maru.db"_s, .serverName = {}},
                   path(u"schema"_s));
    QCOMPARE(output.exitCode, 1);
    QVERIFY2(output.errors.contains(
                 u"has schema version %1 (of maru-server 9.9), this maru-server knows versions "
                 "up to %2"_s.arg(newestSqliteSchema() + 1)
                     .arg(newestSqliteSchema())),
             qPrintable(output.errors));
    QVERIFY(QDir(data).isEmpty());
}

void tst_BackupFile::aStoreThatIsNoneIsRefused()
{
    BackupManifest manifest;
    manifest.schema = 1;
    write(u"nostore"_s, manifest);
    const QString data = path(u"data-nostore"_s);
    const QString database = data + u"/maru.db"_s;
    {
        SqlBackend backend(database);
        QVERIFY(backend.open());
    }
    QFile before(database);
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray store = before.readAll();
    before.close();
    const QStringList names = QDir(data).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    const CommandOutput output = runRestore(
        {.dataDirectory = data, .databasePath = database, .serverName = {}}, path(u"nostore"_s));
    QCOMPARE(output.exitCode, 1);
    QVERIFY2(output.errors.contains(u"The store in the backup"_s), qPrintable(output.errors));
    QCOMPARE(QDir(data).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), names);
    QVERIFY(before.open(QIODevice::ReadOnly));
    QCOMPARE(before.readAll(), store);
}

QTEST_GUILESS_MAIN(tst_BackupFile)
#include "tst_backupfile.moc"
