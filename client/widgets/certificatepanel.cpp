// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/certificatepanel.h"

#include "client/widgets/theme.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QLabel *titleLabel(QWidget *parent)
{
    QLabel *label = textLabel(parent);
    label->setFont(strongFont(smallFont(bodyFont(parent->font()))));
    label->setProperty("role", u"muted"_s);
    label->setContentsMargins(0, rhythm::unit, 0, 0);
    return label;
}

QLabel *fingerprintLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(smallFont(bodyFont(parent->font())).pixelSize());
    label->setFont(font);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QLabel *wordsLabel(QWidget *parent)
{
    QLabel *label = textLabel(parent);
    label->setFont(strongFont(bodyFont(parent->font())));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

// A screen reader says the name instead of the text.
void showUnder(const QLabel *title, QLabel *label, const QString &text)
{
    label->setText(text);
    label->setAccessibleName(text.isEmpty() ? title->text() : u"%1: %2"_s.arg(title->text(), text));
}

} // namespace

CertificatePanel::CertificatePanel(QWidget *parent)
    : QFrame(parent)
    , m_knownTitle(titleLabel(this))
    , m_known(fingerprintLabel(this))
    , m_seenTitle(titleLabel(this))
    , m_seen(fingerprintLabel(this))
    , m_knownWords(wordsLabel(this))
    , m_seenWords(wordsLabel(this))
{
    QLabel *meaning = textLabel(this);
    meaning->setText(tr("Either the server was set up anew, or somebody stands between you and it "
                        "and could read and change everything. Ask the person who runs the server "
                        "for its fingerprint, and trust the new certificate only if it is the "
                        "same."));
    m_seenTitle->setText(tr("Fingerprint now"));
    auto *trust = new QPushButton(tr("&Trust the new certificate"), this);
    trust->setAutoDefault(false); // never by Enter in a field
    connect(trust, &QPushButton::clicked, this, &CertificatePanel::trusted);

    auto *pair = new QGridLayout; // beside each other: compared at a glance, and not too high
    pair->setHorizontalSpacing(rhythm::unit * 2);
    pair->setVerticalSpacing(rhythm::hair);
    pair->addWidget(m_knownTitle, 0, 0, Qt::AlignBottom);
    pair->addWidget(m_knownWords, 1, 0, Qt::AlignTop);
    pair->addWidget(m_seenWords, 1, 1, Qt::AlignTop);
    pair->addWidget(m_known, 2, 0, Qt::AlignTop);
    pair->addWidget(m_seenTitle, 0, 1, Qt::AlignBottom);
    pair->addWidget(m_seen, 2, 1, Qt::AlignTop);
    pair->setColumnStretch(0, 1);
    pair->setColumnStretch(1, 1);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, rhythm::unit, 0, 0);
    column->setSpacing(rhythm::hair);
    column->addWidget(meaning);
    column->addLayout(pair);
    column->addSpacing(rhythm::unit);
    column->addWidget(trust, 0, Qt::AlignLeft);
}

void CertificatePanel::setChange(const Fingerprint &known, const Fingerprint &seen, bool isOfLink)
{
    m_knownTitle->setText(isOfLink ? tr("Fingerprint in the list or link")
                              : known.text.isEmpty()
                              ? tr("Until now a certificate authority vouched for this server.")
                              : tr("Fingerprint until now"));
    showUnder(m_knownTitle, m_known, known.text);
    m_knownWords->setText(known.words);
    m_knownWords->setVisible(!known.words.isEmpty());
    showUnder(m_seenTitle, m_seen, seen.text);
    m_seenWords->setText(seen.words);
    m_seenWords->setVisible(!seen.words.isEmpty());
}

} // namespace maru::client
