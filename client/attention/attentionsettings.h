// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/attentionrules.h"

#include <QObject>

class QSettings;

namespace maru::client {

/// What a person chose about being told, kept in the settings of this user. Values that are damaged
/// or of another version are the defaults. Thread: GUI.
class AttentionSettings : public QObject
{
    Q_OBJECT

public:
    /// \p settings outlives it.
    explicit AttentionSettings(QSettings &settings, QObject *parent = nullptr);

    [[nodiscard]] const AttentionChoices &choices() const { return m_choices; }
    void setChoices(const AttentionChoices &choices); ///< written at once

    /// True once: nobody has been told yet that the window closes into the tray.
    [[nodiscard]] bool takeFirstClose();

signals:
    void changed();

private:
    void read();

    QSettings &m_settings;
    AttentionChoices m_choices;
};

} // namespace maru::client
