// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/selfsigned.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <openssl/err.h>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

/// What the tests of the TLS identity share.
namespace maru::server::test {

inline const QDateTime now = QDateTime(QDate(2026, 11, 26), QTime(12, 0), Qt::UTC);

inline QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// With mode 0600, as key files should have it.
inline void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(file.write(bytes), bytes.size());
}

inline SelfSigned made(const CertificateValidity &validity = ownValidity(now))
{
    const CertificateNames names{
        QStringLiteral("lab"), {QStringLiteral("lab.local"), QStringLiteral("localhost")}, {}};
    return makeSelfSigned(names, validity).value();
}

#ifdef Q_OS_UNIX

/// Root may read and write everything; so the test is nobody for a while.
class WithoutRoot
{
public:
    WithoutRoot()
        : m_wasRoot(::geteuid() == 0)
        , m_isDone(!m_wasRoot || ::seteuid(65'534) == 0)
    { }
    ~WithoutRoot()
    {
        if (m_wasRoot && ::seteuid(0) != 0) {
            qFatal("cannot become root again");
        }
    }
    Q_DISABLE_COPY_MOVE(WithoutRoot)
    [[nodiscard]] bool isDone() const { return m_isDone; }

private:
    bool m_wasRoot;
    bool m_isDone;
};

inline int modeOf(const QString &path)
{
    struct stat info
    { };
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 07777) : -1;
}

#endif

/// Each test has a folder of its own and the program `openssl`, and leaves no error of OpenSSL and
/// no warning.
class TlsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // A test may look at a warning of ours; init() sees to all others.
        qunsetenv("QT_FATAL_WARNINGS");
        m_openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
        QVERIFY2(hasOpenssl() || qgetenv("CI") != "true", "the program openssl is missing");
    }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
    }
    void cleanup()
    {
        // Who looks into this queue next, as Qt's sockets do, would take our error for its own.
        QCOMPARE(ERR_peek_error(), 0ul);
    }

protected:
    [[nodiscard]] bool hasOpenssl() const { return !m_openssl.isEmpty(); }
    [[nodiscard]] const QString &opensslProgram() const { return m_openssl; }
    [[nodiscard]] QString folder() const { return m_dir->path(); }
    [[nodiscard]] QString path(const QString &name) const { return m_dir->filePath(name); }

    /// Everything in the folder with its bytes: what must not change.
    [[nodiscard]] QMap<QString, QByteArray> files() const
    {
        QMap<QString, QByteArray> result;
        const QStringList names =
            QDir(folder()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
        for (const QString &name : names) {
            result.insert(name, read(path(name)));
        }
        return result;
    }

    /// What the tool says on both its outputs; the test fails if its exit code is not 0.
    QByteArray openssl(const QString &words)
    {
        QProcess tool;
        tool.setProcessChannelMode(QProcess::MergedChannels);
        tool.setWorkingDirectory(folder());
        tool.start(m_openssl, words.split(u' '));
        tool.waitForFinished();
        const QByteArray said = tool.readAll();
        if (tool.exitStatus() != QProcess::NormalExit || tool.exitCode() != 0) {
            QTest::qFail((words.toUtf8() + ": " + said).constData(), __FILE__, __LINE__);
        }
        return said;
    }

private:
    QString m_openssl;
    std::unique_ptr<QTemporaryDir> m_dir;
};

#define NEED_OPENSSL()                                                                             \
    if (!hasOpenssl()) {                                                                           \
        QSKIP("the program openssl is missing");                                                   \
    }

} // namespace maru::server::test
