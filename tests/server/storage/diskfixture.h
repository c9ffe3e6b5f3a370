// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QTemporaryDir>

/// Disks and folders in the states that people's machines get into.
namespace maru::server::fixture {

/// Every file and folder below \p folder: relative path → SHA-256, or "folder".
[[nodiscard]] QMap<QString, QByteArray> snapshotOf(const QString &folder);

void writeFile(const QString &path, const QByteArray &bytes);
[[nodiscard]] QByteArray readFile(const QString &path);
void copyFile(const QString &from, const QString &to);

/// Runs one statement on a SQLite file, as some other program would.
void runSql(const QString &path, const QString &sql);

/// Makes a file or folder read-only while it lives, also for root.
class Unwritable
{
public:
    explicit Unwritable(const QString &path);
    Unwritable(const Unwritable &) = delete;
    Unwritable &operator=(const Unwritable &) = delete;
    ~Unwritable();

    /// False: neither permissions nor chattr can do it here.
    [[nodiscard]] bool isHeld() const { return m_isHeld; }

private:
    QString m_path;
    bool m_isHeld = false;
};

/// A file system of its own, in memory, while it lives.
class SmallDisk
{
public:
    explicit SmallDisk(int kibibytes);
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk();

    /// False: this user may not mount.
    [[nodiscard]] bool isMounted() const { return m_isMounted; }
    [[nodiscard]] bool remountReadOnly();
    /// Takes all the space but \p leaveBytes of it, in a file of its own; the bytes that were
    /// there.
    qint64 fill(qint64 leaveBytes = 0);
    /// Gives it back.
    bool empty();
    [[nodiscard]] QString path() const { return m_dir.path(); }
    [[nodiscard]] QString filePath(const QString &name) const { return m_dir.filePath(name); }

private:
    QTemporaryDir m_dir;
    bool m_isMounted = false;
};

} // namespace maru::server::fixture
