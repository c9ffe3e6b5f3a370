// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/logdialog.h"

#include "client/logring.h"
#include "client/widgets/theme.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSysInfo>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(720, 480);

QString heading()
{
    return u"Maru %1 · Qt %2 · %3 · %4 · %5\n\n"_s.arg(
        QCoreApplication::applicationVersion(), QLatin1StringView(qVersion()),
        QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(),
        QGuiApplication::platformName());
}

} // namespace

LogDialog::LogDialog(const LogRing &ring, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"logDialog"_s);
    setWindowTitle(tr("Log for a bug report"));
    auto *what = new QLabel(
        tr("What Maru noted since it was started. It holds addresses of "
           "servers and names of files, but nothing that anybody wrote and no passwords."),
        this);
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"log"_s);
    m_text->setAccessibleName(windowTitle());
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(withFallbacks(QFontDatabase::systemFont(QFontDatabase::FixedFont)));
    m_text->setPlainText(heading() + ring.lines().join(u'\n') + u'\n');
    m_text->moveCursor(QTextCursor::End);
    m_outcome = new QLabel(this);
    m_outcome->setObjectName(u"logOutcome"_s);
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setWordWrap(true);
    const auto button = [this](const QString &name, const QString &text) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(name);
        return made;
    };
    auto *copy = button(u"copyLog"_s, tr("Copy"));
    auto *save = button(u"saveLog"_s, tr("Save…"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(text());
        m_outcome->setText(tr("Copied"));
    });
    connect(save, &QPushButton::clicked, this, &LogDialog::askWhereToSave);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    buttons->addWidget(m_outcome, 1);
    buttons->addWidget(copy);
    buttons->addWidget(save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::unit + rhythm::hair);
    column->addWidget(what);
    column->addWidget(m_text, 1);
    column->addLayout(buttons);
    resize(firstSize);
}

QString LogDialog::text() const
{
    return m_text->toPlainText();
}

void LogDialog::askWhereToSave()
{
    auto *where = new QFileDialog(this, tr("Save the log"));
    where->setAttribute(Qt::WA_DeleteOnClose);
    where->setAcceptMode(QFileDialog::AcceptSave);
    where->selectFile(u"maru-log.txt"_s);
    connect(where, &QFileDialog::fileSelected, this, &LogDialog::saveTo);
    where->open();
}

void LogDialog::saveTo(const QString &file)
{
    QSaveFile out(file);
    const QByteArray bytes = text().toUtf8();
    const bool isSaved =
        out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit();
    m_outcome->setText(isSaved ? tr("Saved")
                               : tr("%1 could not be written: %2")
                                     .arg(QDir::toNativeSeparators(file), out.errorString()));
}

} // namespace maru::client
