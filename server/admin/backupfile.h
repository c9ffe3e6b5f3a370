// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/tarheader.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <vector>

/// One file with everything of a server (docs/decisions/0018): a tar archive whose members are, in
/// this order, `maru-backup` (the number of the format), the parts, `manifest.json` (what they are,
/// each with size and SHA-256), and `sha256` (of all bytes before it).
namespace maru::server {

inline constexpr int backupFormat = 1;

struct BackupPart
{
    QString name; ///< `store.db`, `tls-cert.pem`, `tls-key.pem` or `files/…`
    qint64 bytes = 0;
    QByteArray sha256;
};

struct BackupManifest
{
    int format = backupFormat;
    QString version; ///< of Maru
    int schema = 0; ///< of the store
    QString serverName;
    QString createdAt; ///< ISO 8601, when the state was the one in here
    qint64 rooms = 0;
    qint64 messages = 0;
    qint64 people = 0;
    std::vector<BackupPart> parts;
};

/// Writes a backup from its first byte to its last. Errors: a sentence.
class BackupWriter
{
public:
    /// \p file is open and empty, and outlives this; \p timeS: of all members.
    BackupWriter(QFile &file, qint64 timeS);

    [[nodiscard]] Result<void, QString> begin();
    /// Copies what is in \p path. Where it shrinks or grows meanwhile, that is an error.
    [[nodiscard]] Result<BackupPart, QString> add(const QString &name, QFile &source);
    /// Writes \p manifest and the checksum of it all.
    [[nodiscard]] Result<void, QString> finish(const BackupManifest &manifest);

private:
    [[nodiscard]] Result<void, QString> write(const QByteArray &bytes);
    [[nodiscard]] Result<void, QString> addMember(const QByteArray &name, const QByteArray &text);

    QFile &m_file;
    qint64 m_timeS;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

/// Where the bytes of the part \p name go, piece by piece; an empty piece ends it.
using BackupSink =
    std::function<Result<void, QString>(const QString &name, const QByteArray &piece)>;

/// Reads all of the backup in \p path and compares every bit of it with its checksums. \p sink may
/// be empty. The error is a sentence: of a damaged or cut file, of one that is no backup, of one in
/// a newer format; or the sink's.
[[nodiscard]] Result<BackupManifest, QString> readBackup(const QString &path,
                                                         const BackupSink &sink = {});

/// Whether a part may be called so: nothing that leads out of a folder, or that only one system can
/// store.
[[nodiscard]] bool isBackupPartName(const QString &name);

} // namespace maru::server
