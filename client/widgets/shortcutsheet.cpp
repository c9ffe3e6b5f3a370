// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/shortcutsheet.h"

#include "client/widgets/commands.h"
#include "client/widgets/commandwords.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"
#include "common/text/ngrams.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(480, 640);
constexpr int maxNeedleChars = 64;

QString plainText(const QString &text)
{
    return withoutMenuKey(text).remove(u'…');
}

QTreeWidgetItem *addGroup(QTreeWidget *list, const QString &title)
{
    auto *group = new QTreeWidgetItem(list, {title});
    group->setFont(0, strongFont(bodyFont(list->font())));
    group->setFlags(Qt::ItemIsEnabled);
    group->setFirstColumnSpanned(true);
    return group;
}

} // namespace

ShortcutSheet::ShortcutSheet(const Commands &commands, bool enterSends, QWidget *parent)
    : QDialog(parent)
    , m_field(new LineEdit(this))
    , m_list(new QTreeWidget(this))
    , m_nothing(new QLabel(this))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(firstSize);
    m_field->setPlaceholderText(tr("Find a command or a key"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMaxLength(maxNeedleChars);
    m_field->setClearButtonEnabled(true);
    connect(m_field, &LineEdit::typedChanged, this, &ShortcutSheet::find);
    m_list->setObjectName(u"shortcuts"_s);
    m_list->setAccessibleName(windowTitle());
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setItemsExpandable(false);
    m_list->setIndentation(0);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setProperty("role", u"muted"_s);
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::paneSide);
    column->addWidget(m_field);
    column->addWidget(m_nothing);
    column->addWidget(m_list, 1);
    fill(commands, enterSends);
    m_field->setFocus();
}

void ShortcutSheet::fill(const Commands &commands, bool enterSends)
{
    for (const Commands::Menu menu : Commands::allMenus) {
        QTreeWidgetItem *group = addGroup(m_list, plainText(commands.menu(menu)->title()));
        for (const QAction *action : commands.actions(menu)) {
            new QTreeWidgetItem(
                group,
                {plainText(action->text()), action->shortcut().toString(QKeySequence::NativeText)});
        }
    }
    QTreeWidgetItem *group = addGroup(m_list, tr("Writing and reading"));
    for (const FurtherKey &key : furtherKeys(enterSends)) {
        new QTreeWidgetItem(group, {key.text, key.keys});
    }
    m_list->expandAll();
}

void ShortcutSheet::find(const QString &text)
{
    const Needle needle(text);
    bool isAny = false;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_list->topLevelItem(i);
        bool isInGroup = false;
        for (int row = 0; row < group->childCount(); ++row) {
            QTreeWidgetItem *item = group->child(row);
            const bool isIn =
                needle.isEmpty() || needle.isIn(item->text(0)) || needle.isIn(item->text(1));
            item->setHidden(!isIn);
            isInGroup = isInGroup || isIn;
        }
        group->setHidden(!isInGroup);
        isAny = isAny || isInGroup;
    }
    m_nothing->setText(isAny ? QString()
                             : tr("No command has “%1”.").arg(isolated(displayName(text))));
    m_nothing->setVisible(!isAny);
    m_list->setVisible(isAny);
}

} // namespace maru::client
