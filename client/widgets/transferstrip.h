// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QFrame>

#include <vector>

class QHBoxLayout;
class QScrollArea;
class QToolButton;

namespace maru::client {

class ElidedLabel;
class TransferList;

/// One file of a strip: its name, how far it is, and what can be done with it. Thread: GUI.
class TransferCard : public QFrame
{
    Q_OBJECT

public:
    explicit TransferCard(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void present(const QModelIndex &index); ///< roles of TransferList

    [[nodiscard]] QToolButton *pauseButton() const { return m_pause; } ///< or goes on
    [[nodiscard]] QToolButton *removeButton() const { return m_remove; }
    [[nodiscard]] QString detail() const;

signals:
    void pauseWanted();
    void resumeWanted();
    void removeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showIcons();

    Theme m_theme;
    ElidedLabel *m_name;
    ElidedLabel *m_detail;
    QToolButton *m_pause;
    QToolButton *m_remove;
    int m_percent = 0;
    bool m_mayPause = false;
    bool m_isMoving = false; // shows its progress
    bool m_hasFailed = false;
};

/// The files of a list side by side; hidden while there is none. Thread: GUI.
class TransferStrip : public QFrame
{
    Q_OBJECT

public:
    /// \p list outlives it.
    TransferStrip(TransferList *list, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    [[nodiscard]] TransferCard *card(int row) const;
    [[nodiscard]] int count() const { return int(m_cards.size()); }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fill();
    void fitCards();
    [[nodiscard]] TransferCard *makeCard();
    [[nodiscard]] int rowOf(const TransferCard *card) const;

    TransferList *m_list;
    Theme m_theme;
    QScrollArea *m_area = nullptr;
    QHBoxLayout *m_row = nullptr;
    std::vector<TransferCard *> m_cards;
};

} // namespace maru::client
