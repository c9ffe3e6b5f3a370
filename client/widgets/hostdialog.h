// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDialog>
#include <QImage>
#include <QStringList>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace maru::client {

class QrView;

/// "Start a chat here": what is given to others so that they find the server of this computer, and
/// the way to end it. Thread: GUI.
class HostDialog : public QDialog
{
    Q_OBJECT

public:
    /// What others need.
    struct Ways
    {
        QStringList addresses; ///< host:port, the likely one first; empty: no network
        QString classCode; ///< empty: none is asked for
        QString words; ///< the certificate's fingerprint
        QImage picture; ///< a QR code, a pixel for each module; null: none
    };

    explicit HostDialog(QWidget *parent = nullptr);

    void showStarting();
    void showRunning(const Ways &ways);
    /// \p offersOtherPort: the one it should have is used by another program.
    void showProblem(const QString &text, bool offersOtherPort);
    void showStopping();
    void showStopped();
    void setKeepsRunning(bool keeps);

signals:
    void startWanted();
    void otherPortWanted();
    void stopWanted();
    void keepsRunningChanged(bool keeps); ///< after Maru is closed; by a person

private:
    void build();
    void showState(const QString &text, bool isError);
    void fit();

    QScrollArea *m_area = nullptr; // all but the buttons: a large scale leaves little room
    QLabel *m_state = nullptr;
    QWidget *m_ways = nullptr;
    QLabel *m_address = nullptr;
    QLabel *m_others = nullptr;
    QWidget *m_codeBox = nullptr;
    QLabel *m_code = nullptr;
    QLabel *m_words = nullptr;
    QrView *m_picture = nullptr;
    QPushButton *m_copy = nullptr;
    QCheckBox *m_keeps = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_otherPort = nullptr;
    QPushButton *m_stop = nullptr;
};

} // namespace maru::client
