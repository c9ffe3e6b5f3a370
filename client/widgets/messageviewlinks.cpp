// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What is inside a message's text and can be clicked: links, and the buttons that copy code.

#include "client/widgets/accessiblemessages.h"
#include "client/widgets/linkguard.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxMenuLinks = 5;

} // namespace

void MessageView::openLink(const QModelIndex &index, const TextLink &link)
{
    const QString words = m_delegate->layoutOf(index).displayedText().mid(link.start, link.length);
    if (!mayMislead(link, words)) {
        emit linkActivated(link.url);
        return;
    }
    askBeforeOpening(this, link, words, [this, url = link.url] { emit linkActivated(url); });
}

bool MessageView::copyCodeAt(const QModelIndex &index, QPoint inRow)
{
    const MessageLayout &layout = m_delegate->layoutOf(index);
    const int box = layout.copyButtonAt(inRow);
    if (box < 0) {
        return false;
    }
    QGuiApplication::clipboard()->setText(layout.codeOf(box));
    QToolTip::showText(QCursor::pos(), tr("Copied"), viewport());
    return true;
}

void MessageView::addTextActions(QMenu *menu, const QPersistentModelIndex &index)
{
    const MessageLayout &layout = m_delegate->layoutOf(index);
    if (!layout.codeBoxes().isEmpty()) {
        menu->addAction(tr("Copy code"), this, [this, index] {
            if (!index.isValid()) {
                return;
            }
            QStringList blocks;
            const MessageLayout &shown = m_delegate->layoutOf(index);
            for (int box = 0; box < shown.codeBoxes().size(); ++box) {
                blocks << shown.codeOf(box);
            }
            QGuiApplication::clipboard()->setText(blocks.join(u'\n'));
        });
    }
    const QList<TextLink> links = layout.links();
    for (const TextLink &link : links.first(std::min(links.size(), maxMenuLinks))) {
        menu->addAction(tr("Open %1").arg(realHost(link.url).replace(u'&', "&&"_L1)), this,
                        [this, index, link] { openLink(index, link); });
    }
}

} // namespace maru::client
