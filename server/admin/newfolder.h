// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QFile>
#include <QString>

namespace maru::server {

/// A folder that gets its name when all of it is there and on the disk, and never takes one that is
/// in use. Until then it is `NAME.creating` (0700), which a killed program may leave behind and the
/// next one empties.
class NewFolder
{
public:
    explicit NewFolder(QString path);
    NewFolder(const NewFolder &) = delete;
    NewFolder &operator=(const NewFolder &) = delete;
    /// Removes what was not finished.
    ~NewFolder();

    /// Errors: a sentence, if the name is in use, another program makes the same folder, what is in
    /// the way is not ours, or it cannot be made.
    [[nodiscard]] Result<void, QString> open();
    /// Where to put what belongs into it.
    [[nodiscard]] const QString &path() const { return m_creating; }
    [[nodiscard]] Result<void, QString> finish();

private:
    [[nodiscard]] QString cannot(const QString &why) const;

    QString m_path;
    QString m_creating;
    QFile m_mark; // says whose the folder is, and is locked
    bool m_isOurs = false;
};

} // namespace maru::server
