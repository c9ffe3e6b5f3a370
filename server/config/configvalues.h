// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/config/configkeys.h"

/// How the values of the keys are read; each error is a sentence that begins with who said it.
namespace maru::server {

/// The setting as one of the words of \p key, by index.
[[nodiscard]] Result<int, QString> choiceOf(const Setting &setting, const ConfigKey &key);
[[nodiscard]] Result<int, QString> portOf(const Setting &setting);
[[nodiscard]] Result<QStringList, QString> addressesOf(const Setting &setting);
[[nodiscard]] Result<QList<QHostAddress>, QString> proxiesOf(const Setting &setting);
[[nodiscard]] Result<QStringList, QString> originsOf(const Setting &setting);
[[nodiscard]] Result<QString, QString> databaseOf(const Setting &setting);
/// Bytes: `20M`, `64K`, `1G`, or a plain number.
[[nodiscard]] Result<qint64, QString> sizeOf(const Setting &setting, qint64 least, qint64 most);
[[nodiscard]] QString sizeText(qint64 bytes);
/// Absolute.
[[nodiscard]] QString fileOf(const Setting &setting);

struct MetricsPlace
{
    QHostAddress address; ///< null: off
    quint16 port = 0;
};
/// `ADDRESS:PORT` of this machine, or `off`.
[[nodiscard]] Result<MetricsPlace, QString> metricsOf(const Setting &setting);

[[nodiscard]] QString defaultDataDir();

} // namespace maru::server
