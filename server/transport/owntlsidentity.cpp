// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/owntlsidentity.h"

#include "common/filesync.h"
#include "common/logging.h"
#include "common/serverlimits.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QNetworkInterface>

#include <cerrno>
#include <system_error>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

struct Files
{
    explicit Files(const QString &dataDir)
        : folder(dataDir)
        , certificate(QDir(dataDir).filePath(u"tls-cert.pem"_s))
        , key(QDir(dataDir).filePath(u"tls-key.pem"_s))
        , newCertificate(certificate + u".creating"_s)
        , newKey(key + u".creating"_s)
    { }

    QString folder;
    QString certificate;
    QString key;
    QString newCertificate;
    QString newKey;
};

Result<void, TlsError> cannotBeMade(const QString &path, const QString &why)
{
    return failure(
        TlsError{TlsError::Kind::File, u"The file %1 cannot be made: %2."_s.arg(path, why)});
}

#ifdef Q_OS_UNIX

QString systemError()
{
    return QString::fromStdString(std::generic_category().message(errno));
}

bool writeAll(int fd, const QByteArray &bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        const ssize_t count =
            ::write(fd, bytes.constData() + written, size_t(bytes.size() - written));
        if (count < 0 && errno != EINTR) {
            return false;
        }
        written += count > 0 ? count : 0;
    }
    return true;
}

/// A new file, complete on disk when this returns.
Result<void, TlsError> createFile(const QString &path, const QByteArray &bytes)
{
    const QByteArray name = QFile::encodeName(path);
    const int fd =
        ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return cannotBeMade(path, systemError());
    }
    // The umask could have taken more from the mode than we want taken.
    const bool isWritten = ::fchmod(fd, 0600) == 0 && writeAll(fd, bytes) && ::fsync(fd) == 0;
    const QString why = systemError();
    if (::close(fd) != 0 || !isWritten) {
        const QString reason = isWritten ? systemError() : why;
        ::unlink(name.constData());
        return cannotBeMade(path, reason);
    }
    return {};
}

#else

Result<void, TlsError> createFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFile::ReadOwner | QFile::WriteOwner)) {
        return cannotBeMade(path, file.errorString());
    }
    if (file.write(bytes) != bytes.size() || !file.flush()) {
        const QString why = file.errorString();
        file.remove();
        return cannotBeMade(path, why);
    }
    return {};
}

#endif

/// Also for a link that leads nowhere: to write there would write somewhere else.
bool isThere(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() || info.isSymLink();
}

/// QFile::rename() replaces nothing.
Result<void, TlsError> giveName(const QString &from, const QString &to, const Files &files)
{
    QFile file(from);
    if (!file.rename(to)) {
        return cannotBeMade(to, file.errorString());
    }
    syncFolder(files.folder);
    return {};
}

/// What an interrupted start left is put in its place only if it makes a good pair with what is
/// there already.
Result<void, TlsError> completeInterrupted(const Files &files, const QDateTime &now)
{
    const bool hasCertificate = isThere(files.certificate);
    const bool hasKey = isThere(files.key);
    if (hasKey && !hasCertificate && isThere(files.newCertificate)
        && loadTlsIdentity(files.newCertificate, files.key, now)) {
        return giveName(files.newCertificate, files.certificate, files);
    }
    // Where the folder could not be synced, a power cut may have kept the second name only.
    if (hasCertificate && !hasKey && isThere(files.newKey)
        && loadTlsIdentity(files.certificate, files.newKey, now)) {
        return giveName(files.newKey, files.key, files);
    }
    return {};
}

Result<void, TlsError> makeBoth(const Files &files, const CertificateNames &names,
                                const QDateTime &now)
{
    const auto made = makeSelfSigned(names, ownValidity(now));
    if (!made) {
        return failure(TlsError{TlsError::Kind::Content,
                                u"OpenSSL cannot make a certificate: %1."_s.arg(made.error())});
    }
    // Neither has its name: nobody has ever seen this certificate.
    QFile::remove(files.newKey);
    QFile::remove(files.newCertificate);
    if (auto key = createFile(files.newKey, made->key); !key) {
        return key;
    }
    auto certificate = createFile(files.newCertificate, made->certificate);
    if (!certificate) {
        QFile::remove(files.newKey);
        return certificate;
    }
    syncFolder(files.folder);
    if (auto named = giveName(files.newKey, files.key, files); !named) {
        return named;
    }
    return giveName(files.newCertificate, files.certificate, files);
}

Result<void, TlsError> oneIsMissing(const QString &missing, const QString &present)
{
    return failure(
        TlsError{TlsError::Kind::File,
                 u"The file %1 is missing, and %2 is of no use without it; put it back, "
                 "or move the other away to have both made anew."_s.arg(missing, present)});
}

} // namespace

CertificateNames ownNames(const QString &host)
{
    CertificateNames names;
    const QString label = host.section(u'.', 0, 0);
    names.commonName = host;
    for (const QString &name : {host, label, label + ".local"_L1, u"localhost"_s}) {
        if (!label.isEmpty() && !names.dnsNames.contains(name, Qt::CaseInsensitive)) {
            names.dnsNames.append(name);
        }
    }
    names.addresses = {QHostAddress(QHostAddress::LocalHost),
                       QHostAddress(QHostAddress::LocalHostIPv6)};
    const QList<QHostAddress> all = QNetworkInterface::allAddresses();
    for (const QHostAddress &address : all) {
        const bool isScoped =
            address.protocol() == QAbstractSocket::IPv6Protocol && address.isLinkLocal();
        const bool isRoom =
            names.dnsNames.size() + names.addresses.size() < limits::maxCertificateNames;
        if (!isScoped && isRoom && !names.addresses.contains(address)) {
            names.addresses.append(address);
        }
    }
    return names;
}

Result<TlsIdentity, TlsError> ensureTlsIdentity(const QString &dataDir,
                                                const CertificateNames &names, const QDateTime &now)
{
    const Files files(dataDir);
    if (const auto completed = completeInterrupted(files, now); !completed) {
        return failure(completed.error());
    }
    const bool hasCertificate = isThere(files.certificate);
    const bool hasKey = isThere(files.key);
    Result<void, TlsError> present;
    if (!hasCertificate && !hasKey) {
        present = makeBoth(files, names, now);
    } else if (!hasCertificate) {
        present = oneIsMissing(files.certificate, files.key);
    } else if (!hasKey) {
        present = oneIsMissing(files.key, files.certificate);
    }
    if (!present) {
        return failure(present.error());
    }
    auto identity = loadTlsIdentity(files.certificate, files.key, now);
    if (!identity && identity.error().kind == TlsError::Kind::Expired) {
        identity.error().text.chop(1);
        identity.error().text += u"; move it and %1 away to have both made anew, and tell people "
                                 "the new fingerprint."_s.arg(files.key);
    }
    if (identity && !hasCertificate && !hasKey) {
        qCInfo(lcTransport).noquote()
            << "made a TLS certificate, SHA-256" << fingerprintText(identity->fingerprint);
    }
    return identity;
}

} // namespace maru::server
