// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLabel>
#include <QMessageBox>

namespace maru::client {

/// Nothing in \p box is markup, whoever wrote it. QMessageBox::setTextFormat() does not reach the
/// informative text, of which Qt guesses: call it when that is set.
inline void makePlain(QMessageBox *box)
{
    box->setTextFormat(Qt::PlainText);
    for (QLabel *label : box->findChildren<QLabel *>()) {
        label->setTextFormat(Qt::PlainText);
    }
}

} // namespace maru::client
