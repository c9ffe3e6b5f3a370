// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/readersdialog.h"

#include "client/model/timetexts.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/panerows.h"

#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QStyle>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(360, 420);
constexpr int padding = 8; // as in the style sheet
constexpr int gap = 12;
constexpr int detailRole = Qt::UserRole;

/// A person and, at the other side, when they have read it: never cut for a long name.
class ReaderDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QString detail = index.data(detailRole).toString();
        if (detail.isEmpty()) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        const QFont small = smallFont(bodyFont(option.font));
        const int side = padding // as other rows have it
            + option.widget->style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
        const QRect row = option.rect.adjusted(side, 0, -side, 0);
        const int width = QFontMetrics(small).horizontalAdvance(detail);
        painter->save();
        painter->setPen(option.palette.color(QPalette::Text));
        painter->setFont(option.font);
        const QRect name = row.adjusted(0, 0, -width - gap, 0);
        painter->drawText(panerows::inDirection(row, name),
                          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(option.font)
                              .elidedText(index.data().toString(), Qt::ElideRight, name.width()));
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->setFont(small);
        painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, detail);
        painter->restore();
    }
};

} // namespace

ReadersDialog::ReadersDialog(const QString &message, QWidget *parent)
    : AnswerDialog(tr("Who has read this"), parent)
    , m_people(new QListWidget(this))
{
    resize(firstSize);
    auto *quoted = new ElidedLabel(this);
    quoted->setText(displayName(QString(message).replace(u'\n', u' ')));
    quoted->setProperty("role", u"muted"_s);
    m_people->setAccessibleName(tr("Who has read this"));
    m_people->setSelectionMode(QAbstractItemView::NoSelection);
    m_people->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_people->setTextElideMode(Qt::ElideRight);
    m_people->setItemDelegate(new ReaderDelegate(m_people));
    layOut(m_people, quoted);
}

void ReadersDialog::showReaders(const QList<Reader> &read, const QStringList &unread)
{
    m_people->clear();
    state()->setText(read.isEmpty() ? tr("Nobody has read it yet.") : tr("Everybody has read it."));
    state()->setVisible(read.isEmpty() || unread.isEmpty());
    if (!read.isEmpty()) {
        addTitle(tr("Read by %n", nullptr, int(read.size())));
        for (const Reader &reader : read) {
            const QString when = whenText(reader.atMs);
            addPerson(reader.name, when, tr("%1, read %2").arg(displayName(reader.name), when));
        }
    }
    if (!unread.isEmpty()) {
        addTitle(tr("Not yet read by %n", nullptr, int(unread.size())));
        for (const QString &name : unread) {
            addPerson(name, {}, tr("%1, not yet read").arg(displayName(name)));
        }
    }
    m_people->setVisible(m_people->count() > 0);
}

void ReadersDialog::addTitle(const QString &text)
{
    auto *item = new QListWidgetItem(text, m_people);
    item->setFont(strongFont(smallFont(bodyFont(font()))));
    item->setForeground(palette().color(QPalette::Text));
    item->setFlags(Qt::NoItemFlags); // no place for the keyboard to stop
}

void ReadersDialog::addPerson(const QString &name, const QString &detail, const QString &spoken)
{
    auto *item = new QListWidgetItem(isolated(displayName(name)), m_people);
    item->setData(detailRole, detail);
    item->setData(Qt::AccessibleTextRole, spoken);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
}

} // namespace maru::client
