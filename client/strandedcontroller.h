// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/strandedbar.h"

#include <QObject>

namespace maru::client {

/// Brings messages whose room is gone to the person, above the input. Belongs to the window.
/// Thread: GUI.
class StrandedController : public QObject
{
    Q_OBJECT

public:
    /// \p conversation outlives the window.
    StrandedController(MainWindow *window, Conversation *conversation);

private:
    void refresh();

    Conversation *m_conversation;
    StrandedBar *m_bar;
};

} // namespace maru::client
