// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/aboutdialog.h"

#include "client/widgets/logo.h"
#include "client/widgets/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QSysInfo>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(656, 460);

// How wide a list is whose lines are not cut. Its last column takes what is left, never what it
// needs.
int widthOf(QTreeWidget *list)
{
    list->ensurePolished();
    const QAbstractItemView *const view = list;
    int width = 2 * (list->frameWidth() + rhythm::unit);
    for (int column = 0; column < list->columnCount(); ++column) {
        width += std::max(view->sizeHintForColumn(column), list->header()->sectionSizeHint(column));
    }
    return width;
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

QList<UsedPart> usedParts()
{
    QList<UsedPart> parts = {
        {u"Maru"_s, QCoreApplication::applicationVersion(), u"MIT"_s,
         AboutDialog::tr("this program and its icons")},
        {u"Qt"_s, QString::fromLatin1(qVersion()), u"LGPL-3.0"_s,
         AboutDialog::tr("windows, network, database")},
        {u"SQLite"_s,
         {},
         AboutDialog::tr("public domain"),
         AboutDialog::tr("messages on this computer, through Qt")},
        {u"tl::expected"_s, {}, u"CC0-1.0"_s, AboutDialog::tr("results that may fail")},
#ifdef MARU_HAS_KEYCHAIN
        {u"QtKeychain"_s, {}, u"BSD-3-Clause"_s, AboutDialog::tr("the desktop's keychain")},
#endif
#ifdef MARU_HAS_QRENCODE
        {u"libqrencode"_s, {}, u"LGPL-2.1"_s, AboutDialog::tr("the square that phones read")},
#endif
        {u"Unicode, CLDR"_s, u"15.0, 41"_s, u"Unicode-DFS-2016"_s,
         AboutDialog::tr("names of the emojis")},
    };
    return parts;
}

QString AboutDialog::versionsText()
{
    QStringList versions;
    for (const UsedPart &part : usedParts()) {
        if (!part.version.isEmpty()) {
            versions.append(u"%1 %2"_s.arg(part.name, part.version));
        }
    }
    versions.append(QSysInfo::prettyProductName());
    versions.append(QSysInfo::currentCpuArchitecture());
    versions.append(QGuiApplication::platformName());
    return versions.join(u", "_s);
}

AboutDialog::AboutDialog(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("About Maru"));
    auto *name = plainLabel(u"Maru %1"_s.arg(QCoreApplication::applicationVersion()), this);
    QFont font = strongFont(bodyFont(this->font()));
    font.setPixelSize(font.pixelSize() + 6);
    name->setFont(font);
    QLabel *line = plainLabel(tr("Chat for offices, classrooms and labs."), this);
    line->setProperty("role", u"muted"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(rhythm::hair);
    words->addWidget(name);
    words->addWidget(line);
    auto *head = new QHBoxLayout;
    head->setSpacing(rhythm::paneSide);
    head->addWidget(new Logo(this), 0, Qt::AlignTop);
    head->addLayout(words, 1);

    auto *list = new QTreeWidget(this);
    list->setObjectName(u"licences"_s);
    list->setAccessibleName(tr("Versions and licences"));
    list->setHeaderLabels({tr("Part"), tr("Version"), tr("Licence"), tr("For")});
    list->setRootIsDecorated(false);
    for (const UsedPart &part : usedParts()) {
        new QTreeWidgetItem(list, {part.name, part.version, part.licence, part.what});
    }
    list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);

    auto *copy = new QPushButton(tr("Copy the versions"), this);
    connect(copy, &QPushButton::clicked, this,
            [] { QGuiApplication::clipboard()->setText(versionsText()); });
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *foot = new QHBoxLayout;
    foot->addWidget(copy);
    foot->addStretch();
    foot->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::conversationSide, rhythm::conversationSide,
                               rhythm::conversationSide, rhythm::conversationSide);
    column->setSpacing(rhythm::paneSide);
    column->addLayout(head);
    column->addWidget(list, 1);
    column->addLayout(foot);
    const int wide = std::max(firstSize.width(), widthOf(list) + 2 * rhythm::conversationSide);
    resize(std::min(wide, screen()->availableGeometry().width()), firstSize.height());
}

} // namespace maru::client
