// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/storetexts.h"

#include <QCoreApplication>
#include <QDir>

namespace maru::client {

namespace {

/// The context of the translations.
struct Store
{
    Q_DECLARE_TR_FUNCTIONS(Store)
};

} // namespace

QString noticeText(const OutboxNotice &notice)
{
    const QString path = QDir::toNativeSeparators(notice.path);
    switch (notice.kind) {
    case OutboxNotice::Kind::Nothing:
        break;
    case OutboxNotice::Kind::Damaged: {
        const QString kept =
            Store::tr("The file with your unsent messages and drafts was damaged. %n of them could "
                      "be read and are here again.",
                      nullptr, notice.rows);
        const QString rest = notice.isComplete
            ? Store::tr("The old file is kept as %1.").arg(path)
            : Store::tr("Some may be missing. The old file is kept as %1.").arg(path);
        return kept + u' ' + rest;
    }
    case OutboxNotice::Kind::Newer:
        return Store::tr("A later version of Maru has left unsent messages, which this one cannot "
                         "read. They are kept as %1 until that version is started again.")
            .arg(path);
    case OutboxNotice::Kind::InUse:
        return Store::tr("Maru is already open under this name. What you write in this window is "
                         "lost if it is closed before it is sent.");
    case OutboxNotice::Kind::Unwritable:
        return notKeptText();
    }
    return {};
}

QString notKeptText()
{
    return Store::tr("Messages cannot be saved on this computer. Is the disk full? Do not close "
                     "Maru before they are sent.");
}

QString tokenNotKeptText()
{
    return Store::tr("What proves your name cannot be saved on this computer. Is the disk full, or "
                     "may nothing be written there? Set a password, or you cannot come back under "
                     "this name.");
}

QString draftNotKeptText()
{
    return Store::tr(
        "What you are writing cannot be saved on this computer. Is the disk full? Send "
        "it before you close Maru.");
}

QString changeFailedText(const ChangeRow &change, const QString &why)
{
    switch (change.kind) {
    case ChangeRow::Kind::Delete:
        return Store::tr("The message was not deleted: %1").arg(why);
    case ChangeRow::Kind::React:
        return Store::tr("The reaction was not kept: %1").arg(why);
    case ChangeRow::Kind::Edit:
        break;
    }
    return Store::tr("The message was not changed: %1").arg(why) + u'\n'
        + Store::tr("What you wrote: %1").arg(change.value); // whole: it is nowhere else
}

QString answerFailedText(const QString &answer, const QString &why)
{
    return Store::tr("Your reply was not sent: %1").arg(why) + u'\n'
        + Store::tr("What you wrote: %1").arg(answer);
}

QString tooManyWaitText()
{
    return Store::tr("Too many changes wait for a connection. Please try again when there is one.");
}

QString cannotBeSentText()
{
    return Store::tr("This cannot be sent: it is empty, too long, or you may not write here now.");
}

} // namespace maru::client
