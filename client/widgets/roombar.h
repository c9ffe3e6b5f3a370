// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/writegate.h"
#include "client/widgets/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace maru::client {

/// The line above the input: why one cannot write just now, and what can be done about it. Hidden
/// while there is nothing to say. Thread: GUI.
class RoomBar : public QFrame
{
    Q_OBJECT

public:
    explicit RoomBar(QWidget *parent = nullptr);

    void setRule(const WriteRule &rule);
    void setTheme(const Theme &theme);
    [[nodiscard]] QLabel *label() const { return m_text; }

signals:
    void handWanted(bool isUp);
    void unmuteWanted(); ///< everybody may write again
    void handsWanted(); ///< who asks to speak

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_hand;
    QPushButton *m_hands;
    QPushButton *m_unmute;
    WriteRule m_rule;
};

} // namespace maru::client
