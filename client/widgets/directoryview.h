// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QLabel;
class QListView;

namespace maru::client {

class DirectoryModel;

/// Draws a room or a person to be chosen: a box to tick where there is one, an icon, name, detail.
class DirectoryDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

protected:
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    [[nodiscard]] static int paintMarks(QPainter *painter, const QRect &row,
                                        const QStyleOptionViewItem &option,
                                        const QModelIndex &index);
};

/// A field to search with and the rooms or people that were found. Thread: GUI.
class DirectoryView : public QWidget
{
    Q_OBJECT

public:
    struct Texts
    {
        QString placeholder;
        QString nothing; ///< there are none at all
        QString noHit; ///< "%1" stands for what was searched
    };

    /// \p model becomes a child.
    DirectoryView(DirectoryModel *model, const Texts &texts, QWidget *parent = nullptr);

    [[nodiscard]] DirectoryModel *model() const { return m_model; }
    [[nodiscard]] LineEdit *filter() const { return m_filter; }
    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] QString currentId() const; ///< empty if nothing is current

signals:
    void currentChanged();
    void activated(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showState();
    void checkFound();

    DirectoryModel *m_model;
    Texts m_texts;
    LineEdit *m_filter;
    QListView *m_view;
    QLabel *m_state;
};

} // namespace maru::client
