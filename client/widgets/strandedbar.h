// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFrame>
#include <QList>
#include <QString>

class QLabel;
class QPushButton;

namespace maru::client {

/// The line above the input for messages whose room is gone: one at a time, what it said and why it
/// was not sent, until the person has taken the text back or thrown it away. Thread: GUI.
class StrandedBar : public QFrame
{
    Q_OBJECT

public:
    struct Text
    {
        QString key;
        QString text;
        QString why; ///< translated; may be empty
        QStringList files = {}; ///< names
    };

    explicit StrandedBar(QWidget *parent = nullptr);

    void setTexts(const QList<Text> &texts); ///< none: it is hidden
    void setTakeable(bool isTakeable); ///< there is an input that a text can come back into
    [[nodiscard]] QLabel *label() const { return m_label; }

signals:
    void takeBackWanted(const QString &key, const QString &text);
    void discardWanted(const QString &key);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *m_label;
    QPushButton *m_takeBack;
    QPushButton *m_discard;
    QList<Text> m_texts;
};

} // namespace maru::client
