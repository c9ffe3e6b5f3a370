// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/autostart.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qint64 maxFileBytes = 65'536; // of what somebody else may have put there
constexpr auto runKey = "Run/"_L1;
constexpr auto approvedKey = "Explorer/StartupApproved/Run/"_L1; // what Windows' own dialog writes

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

// As CommandLineToArgvW reads it: backslashes count only before a quote.
QString quotedForWindows(const QString &argument)
{
    QString quoted(u'"');
    qsizetype backslashes = 0;
    for (const QChar c : argument) {
        if (c == u'"') {
            quoted += QString(backslashes + 1, u'\\');
        }
        backslashes = c == u'\\' ? backslashes + 1 : 0;
        quoted += c;
    }
    return quoted + QString(backslashes, u'\\') + u'"';
}

// An AppImage runs from a place that is gone after it.
QString thisProgram()
{
    const QString image = qEnvironmentVariable("APPIMAGE");
    return image.isEmpty() ? QCoreApplication::applicationFilePath() : image;
}

QString usersPlace(Autostart::Kind kind)
{
    switch (kind) {
    case Autostart::Kind::DesktopEntry:
        return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
            + "/autostart"_L1;
    case Autostart::Kind::LaunchAgent:
        return QDir::homePath() + "/Library/LaunchAgents"_L1;
    case Autostart::Kind::RunKey:
        break;
    }
    return u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion"_s;
}

// A registry is a file only for the tests, on systems that have none.
QSettings::Format registryFormat()
{
    return Autostart::kindHere() == Autostart::Kind::RunKey ? QSettings::NativeFormat
                                                            : QSettings::IniFormat;
}

bool isEntryOn(const QByteArray &text)
{
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray simple = line.simplified().replace(' ', "");
        if (simple == "Hidden=true" || simple == "X-GNOME-Autostart-enabled=false") {
            return false;
        }
    }
    return text.contains("Exec=");
}

bool isAgentOn(const QByteArray &text)
{
    const QByteArray simple = text.simplified().replace(' ', "");
    return simple.contains("<key>RunAtLoad</key><true/>")
        && !simple.contains("<key>Disabled</key><true/>");
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

QString noAccess()
{
    return Words::tr("access was denied");
}

} // namespace

Autostart::Autostart(const QString &place, const QString &program, const QString &profile,
                     Kind kind)
    : m_place(place.isEmpty() ? usersPlace(kind) : place)
    , m_program(program.isEmpty() ? thisProgram() : program)
    , m_profile(profile)
    , m_kind(kind)
{ }

QString Autostart::label() const
{
    return m_profile.isEmpty() ? u"org.maruchat.maru"_s : u"org.maruchat.maru-"_s + m_profile;
}

QString Autostart::valueName() const
{
    return m_profile.isEmpty() ? u"Maru"_s : u"Maru-"_s + m_profile;
}

QString Autostart::file() const
{
    switch (m_kind) {
    case Kind::DesktopEntry:
        return m_place
            + (m_profile.isEmpty() ? u"/maru.desktop"_s : u"/maru-%1.desktop"_s.arg(m_profile));
    case Kind::LaunchAgent:
        return m_place + u'/' + label() + ".plist"_L1;
    case Kind::RunKey:
        break;
    }
    return m_place + u'/' + runKey + valueName();
}

QStringList Autostart::arguments(bool startsHidden) const
{
    QStringList all;
    if (!m_profile.isEmpty()) {
        all << u"--profile"_s << m_profile;
    }
    if (startsHidden) {
        all << u"--minimized"_s;
    }
    return all;
}

bool Autostart::isOn() const
{
    if (m_kind == Kind::RunKey) {
        const QSettings registry(m_place, registryFormat());
        // The first byte of what the dialog keeps is odd for what it turned off.
        const QByteArray approved = registry.value(approvedKey + valueName()).toByteArray();
        return registry.contains(runKey + valueName())
            && (approved.isEmpty() || (approved.at(0) & 1) == 0);
    }
    QFile found(file());
    if (!found.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray text = found.read(maxFileBytes);
    return m_kind == Kind::LaunchAgent ? isAgentOn(text) : isEntryOn(text);
}

QByteArray Autostart::desktopEntry(bool startsHidden) const
{
    QString command = quotedForExec(m_program);
    const QStringList all = arguments(startsHidden);
    for (const QString &argument : all) {
        command += u' ' + (argument == m_profile ? quotedForExec(argument) : argument);
    }
    const QString name = m_profile.isEmpty() ? QString() : u" (%1)"_s.arg(m_profile);
    return u"[Desktop Entry]\nType=Application\nName=Maru%1\nName[ko]=마루%1\nIcon=maru\n"
           "Terminal=false\nExec=%2\n"_s.arg(name, command)
               .toUtf8();
}

QByteArray Autostart::launchAgent(bool startsHidden) const
{
    QString strings;
    const QStringList all = QStringList(m_program) + arguments(startsHidden);
    for (const QString &argument : all) {
        strings += u"        <string>%1</string>\n"_s.arg(argument.toHtmlEscaped());
    }
    return u"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
           "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
           "<plist version=\"1.0\">\n<dict>\n"
           "    <key>Label</key>\n    <string>%1</string>\n"
           "    <key>ProgramArguments</key>\n    <array>\n%2    </array>\n"
           "    <key>RunAtLoad</key>\n    <true/>\n"
           "    <key>ProcessType</key>\n    <string>Interactive</string>\n"
           "</dict>\n</plist>\n"_s.arg(label().toHtmlEscaped(), strings)
               .toUtf8();
}

Result<void, QString> Autostart::setValue(bool isOn, bool startsHidden) const
{
    QSettings registry(m_place, registryFormat());
    if (isOn) {
        QString command = quotedForWindows(QDir::toNativeSeparators(m_program));
        const QStringList all = arguments(startsHidden);
        for (const QString &argument : all) {
            command += u' ' + (argument == m_profile ? quotedForWindows(argument) : argument);
        }
        registry.setValue(runKey + valueName(), command);
    } else {
        registry.remove(runKey + valueName());
    }
    registry.remove(approvedKey + valueName());
    registry.sync();
    if (registry.status() != QSettings::NoError) {
        return tl::unexpected(writeFailure(file(), noAccess()));
    }
    return {};
}

Result<void, QString> Autostart::setOn(bool isOn, bool startsHidden) const
{
    if (m_kind == Kind::RunKey) {
        return setValue(isOn, startsHidden);
    }
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
    if (!QDir().mkpath(m_place)) {
        return failure(noFolder());
    }
    QSaveFile out(file());
    const QByteArray text =
        m_kind == Kind::LaunchAgent ? launchAgent(startsHidden) : desktopEntry(startsHidden);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) < 0 || !out.commit()) {
        return failure(out.errorString());
    }
    return {};
}

} // namespace maru::client
