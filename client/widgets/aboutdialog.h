// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDialog>
#include <QList>
#include <QString>

namespace maru::client {

/// Something that the program is made of besides itself.
struct UsedPart
{
    QString name;
    QString version; ///< empty: it has none that a program could know
    QString licence;
    QString what; ///< for what it is there
};

/// What this build is linked to and what data it holds, itself first.
[[nodiscard]] QList<UsedPart> usedParts();

/// Name, version and licence of the program and of all it is made of; can be copied for a report of
/// a bug. Thread: GUI.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent = nullptr);

    /// "Maru 0.1.0, Qt 6.4.2 …", as the button copies it.
    [[nodiscard]] static QString versionsText();
};

} // namespace maru::client
