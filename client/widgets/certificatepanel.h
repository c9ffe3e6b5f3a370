// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace maru::client {

/// Says that a server shows another certificate than before, what that may mean, and lets a person
/// trust the new one. Nothing here happens by itself or with Enter. Thread: GUI.
class CertificatePanel : public QFrame
{
    Q_OBJECT

public:
    explicit CertificatePanel(QWidget *parent = nullptr);

    /// A fingerprint in lines that can be compared, and as words that can be read out.
    struct Fingerprint
    {
        QString text;
        QString words = {};
    };

    /// \p known is empty if an authority vouched for the server until now. \p isOfLink: it was not
    /// seen until now, but announced or in a link.
    void setChange(const Fingerprint &known, const Fingerprint &seen, bool isOfLink = false);

signals:
    void trusted();

private:
    QLabel *m_knownTitle;
    QLabel *m_known;
    QLabel *m_seenTitle;
    QLabel *m_seen;
    QLabel *m_knownWords;
    QLabel *m_seenWords;
};

} // namespace maru::client
