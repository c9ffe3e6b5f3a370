// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/autostart.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qint64 maxFileBytes = 65'536; // of what somebody else may have put there

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AutostartTexts)
};

// Twice: once as an argument of Exec, once as a string of the file.
QString quotedForExec(const QString &program)
{
    QString quoted;
    for (const QChar c : program) {
        if (u"\"`$\\"_s.contains(c)) {
            quoted += u'\\';
        }
        quoted += c == u'%' ? u"%%"_s : QString(c);
    }
    return u'"' + quoted.replace(u'\\', u"\\\\"_s) + u'"';
}

// An AppImage runs from a place that is gone after it.
QString thisProgram()
{
    const QString image = qEnvironmentVariable("APPIMAGE");
    return image.isEmpty() ? QCoreApplication::applicationFilePath() : image;
}

// Here and not in the class: there lupdate cannot tell whose tr() it is.
QString writeFailure(const QString &file, const QString &why)
{
    return Words::tr("%1 could not be written: %2").arg(QDir::toNativeSeparators(file), why);
}

QString noFolder()
{
    return Words::tr("its folder could not be made");
}

} // namespace

Autostart::Autostart(const QString &folder, const QString &program, const QString &profile)
    : m_folder(folder)
    , m_program(program.isEmpty() ? thisProgram() : program)
    , m_profile(profile)
{
    if (m_folder.isEmpty()) {
        m_folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
            + "/autostart"_L1;
    }
}

bool Autostart::isSupported()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    return true;
#else
    return false;
#endif
}

QString Autostart::file() const
{
    const QString suffix = m_profile.isEmpty() ? QString() : u'-' + m_profile;
    return m_folder + "/maru"_L1 + suffix + ".desktop"_L1;
}

bool Autostart::isOn() const
{
    QFile found(file());
    if (!found.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray text = found.read(maxFileBytes);
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray simple = line.simplified().replace(' ', "");
        if (simple == "Hidden=true" || simple == "X-GNOME-Autostart-enabled=false") {
            return false;
        }
    }
    return text.contains("Exec=");
}

Result<void, QString> Autostart::setOn(bool isOn, bool startsHidden) const
{
    const auto failure = [this](const QString &why) {
        return tl::unexpected(writeFailure(file(), why));
    };
    if (!isOn) {
        QFile old(file());
        if (old.exists() && !old.remove()) {
            return failure(old.errorString());
        }
        return {};
    }
    if (!QDir().mkpath(m_folder)) {
        return failure(noFolder());
    }
    const bool isUsual = m_profile.isEmpty();
    const QString profile = isUsual ? QString() : u" --profile "_s + quotedForExec(m_profile);
    const QString name = isUsual ? QString() : u" (%1)"_s.arg(m_profile);
    const QString hidden = startsHidden ? u" --minimized"_s : QString();
    const QString text = u"[Desktop Entry]\nType=Application\nName=Maru%1\nName[ko]=마루%1\n"
                         "Icon=maru\nTerminal=false\nExec=%2%3%4\n"_s.arg(
                             name, quotedForExec(m_program), profile, hidden);
    QSaveFile out(file());
    if (!out.open(QIODevice::WriteOnly) || out.write(text.toUtf8()) < 0 || !out.commit()) {
        return failure(out.errorString());
    }
    return {};
}

} // namespace maru::client
