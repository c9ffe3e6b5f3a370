// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/diskfixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sys/mount.h>
#endif
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace maru::server::fixture {

namespace {

bool isRoot()
{
#ifdef Q_OS_UNIX
    return ::geteuid() == 0;
#else
    return false;
#endif
}

bool changeAttribute(const QString &flag, const QString &path)
{
    return QProcess::execute(QStringLiteral("chattr"), {flag, path}) == 0;
}

} // namespace

QMap<QString, QByteArray> snapshotOf(const QString &folder)
{
    QMap<QString, QByteArray> files;
    const QDir root(folder);
    QDirIterator all(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString path = all.next();
        const QByteArray content = QFileInfo(path).isDir()
            ? QByteArray("folder")
            : QCryptographicHash::hash(readFile(path), QCryptographicHash::Sha256).toHex();
        files.insert(root.relativeFilePath(path), content);
    }
    return files;
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void copyFile(const QString &from, const QString &to)
{
    writeFile(to, readFile(from));
}

void runSql(const QString &path, const QString &sql)
{
    const QString name = QStringLiteral("another program");
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        db.setDatabaseName(path);
        QVERIFY(db.open());
        QSqlQuery query(db);
        QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(name);
}

Unwritable::Unwritable(const QString &path)
    : m_path(path)
{
    m_isHeld = isRoot() ? changeAttribute(QStringLiteral("+i"), path)
                        : QFile::setPermissions(path, QFile::ReadOwner | QFile::ExeOwner);
}

Unwritable::~Unwritable()
{
    if (m_isHeld && isRoot()) {
        changeAttribute(QStringLiteral("-i"), m_path);
    } else {
        QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
}

SmallDisk::SmallDisk(int kibibytes)
{
#ifdef Q_OS_LINUX
    const QByteArray options = "size=" + QByteArray::number(kibibytes) + "k,mode=0700";
    m_isMounted = ::mount("maru-test", QFile::encodeName(m_dir.path()).constData(), "tmpfs", 0,
                          options.constData())
        == 0;
#else
    Q_UNUSED(kibibytes);
#endif
}

SmallDisk::~SmallDisk()
{
#ifdef Q_OS_LINUX
    if (m_isMounted) {
        ::umount2(QFile::encodeName(m_dir.path()).constData(), MNT_DETACH);
    }
#endif
}

qint64 SmallDisk::fill(qint64 leaveBytes)
{
    QFile file(filePath(QStringLiteral("ballast")));
    qint64 written = 0;
    if (m_isMounted && file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        const QByteArray block(4'096, 'b');
        while (file.write(block) == block.size()) {
            written += block.size();
        }
        file.resize(qMax<qint64>(0, written - leaveBytes));
    }
    return written;
}

bool SmallDisk::empty()
{
    return QFile::remove(filePath(QStringLiteral("ballast")));
}

bool SmallDisk::remountReadOnly()
{
#ifdef Q_OS_LINUX
    const QByteArray path = QFile::encodeName(m_dir.path());
    return ::mount("maru-test", path.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
#else
    return false;
#endif
}

} // namespace maru::server::fixture
