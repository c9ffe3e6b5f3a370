// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/linkguard.h"

#include "client/widgets/plainbox.h"
#include "common/text/cut.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxShownAddress = 300;
constexpr qsizetype maxShownWords = 100;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LinkGuard)
};

bool runsRightToLeft(QChar c)
{
    const QChar::Direction direction = c.direction();
    return direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirRLE
        || direction == QChar::DirRLO || direction == QChar::DirRLI || direction == QChar::DirFSI;
}

} // namespace

bool mayMislead(const TextLink &link, QStringView words)
{
    const QString host = link.url.host(QUrl::EncodeUnicode);
    const QStringList labels = host.split(u'.');
    const bool isTranslated = std::any_of(labels.begin(), labels.end(), [](const QString &label) {
        return label.startsWith("xn--"_L1, Qt::CaseInsensitive);
    });
    return link.isLabelled || isTranslated
        || std::any_of(words.begin(), words.end(), runsRightToLeft);
}

void askBeforeOpening(QWidget *parent, const TextLink &link, const QString &shown,
                      const std::function<void()> &open)
{
    auto *question = new QMessageBox(parent);
    question->setObjectName(u"linkQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(Words::tr("Open link"));
    question->setText(Words::tr("This link leads to %1.").arg(isolated(realHost(link.url))));
    const QString address = clipped(QString::fromLatin1(link.url.toEncoded()), maxShownAddress);
    question->setInformativeText(
        Words::tr("In the message it is called “%1”. The whole address: %2")
            .arg(isolated(clipped(displayName(shown), maxShownWords)), address));
    makePlain(question);
    const QPushButton *go =
        question->addButton(Words::tr("Open in browser"), QMessageBox::AcceptRole);
    QPushButton *stay = question->addButton(Words::tr("Cancel"), QMessageBox::RejectRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    QObject::connect(go, &QPushButton::clicked, parent, open);
    question->open();
}

} // namespace maru::client
