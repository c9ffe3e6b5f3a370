// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QFile>
#include <QString>

#include <functional>

namespace maru::server {

/// Gives what root made to the owner of \p folder, so that the server's own user can read it; does
/// nothing for anybody else.
void giveToOwnerOf(const QString &folder, const QString &path);

/// A file that gets its name when it is complete and on the disk, and never takes one that is in
/// use. Until then it is `NAME.creating` (0600), which a killed program may leave behind and the
/// next one uses.
class NewFile
{
public:
    explicit NewFile(QString path);
    NewFile(const NewFile &) = delete;
    NewFile &operator=(const NewFile &) = delete;
    /// Removes what was not finished.
    ~NewFile();

    /// Errors: a sentence, if the name is in use, another program makes the same file, or it cannot
    /// be made.
    [[nodiscard]] Result<void, QString> open();
    /// Between open() and finish().
    [[nodiscard]] QFile &file() { return m_file; }
    /// Looks at the file of that name, which is on the disk, before it gets its own.
    using Check = std::function<Result<void, QString>(const QString &path)>;
    [[nodiscard]] Result<void, QString> finish(const Check &check = {});

private:
    [[nodiscard]] QString cannot(const QString &why) const;

    QString m_path;
    QFile m_file; // of NAME.creating
    bool m_isOurs = false;
};

} // namespace maru::server
