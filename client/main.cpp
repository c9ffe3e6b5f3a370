// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/application.h"
#include "client/connection/serveraddress.h"
#include "client/language.h"
#include "client/logring.h"
#include "client/personcontroller.h"
#include "client/process/instance.h"
#include "client/process/profile.h"
#include "client/widgets/icons.h"
#include "client/widgets/preferences.h"
#include "client/widgets/windowactivation.h"
#include "common/clientlimits.h"
#include "common/logging.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QTextStream>

#include <cstdio>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;
using namespace maru::client;

namespace {

constexpr int usageExit = 2;

struct CommandLine
{
    QCommandLineParser parser;
    QCommandLineOption server{u"server"_s, u"Joins the server at URL or host[:port]."_s, u"URL"_s};
    QString link = u"[maru://host[:port][/room][#fingerprint]]"_s;
    QCommandLineOption name{u"name"_s, u"Joins as NAME."_s, u"NAME"_s};
    QCommandLineOption profile{
        u"profile"_s, u"Has settings, servers and names of its own under NAME."_s, u"NAME"_s};
    QCommandLineOption theme{u"theme"_s, u"light, dark, contrast or auto (default)."_s, u"THEME"_s};
    QCommandLineOption language{u"language"_s, u"ko, en or ja; default: the system's."_s,
                                u"LANGUAGE"_s};
    QCommandLineOption minimized{u"minimized"_s,
                                 u"Starts in the tray; for a start with the session."_s};
    QCommandLineOption help{{u"h"_s, u"help"_s}, u"Shows this and exits."_s};
    QCommandLineOption version{{u"v"_s, u"version"_s}, u"Shows the version and exits."_s};

    CommandLine()
    {
        parser.setApplicationDescription(u"Maru, chat for offices, classrooms and labs."_s);
        parser.addOptions({server, name, profile, theme, language, minimized, help, version});
        parser.addPositionalArgument(u"link"_s, u"Joins the server that the link names."_s, link);
    }
};

int usageError(const QString &text)
{
    QTextStream(stderr) << "maru: " << text << '\n' << "Try 'maru --help'.\n";
    return usageExit;
}

void nameProgram()
{
    QCoreApplication::setApplicationName(u"maru"_s);
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(MARU_VERSION));
}

// Qt's X11 plugin has an option -name of its own and takes `--name X` away as if it were that; what
// is joined by '=' it leaves alone. The strings live as long as the program: QCoreApplication keeps
// their addresses.
class Arguments
{
public:
    Arguments(int argc, char **argv)
    {
        m_texts.reserve(size_t(argc)); // no move once an address is taken
        for (int i = 0; i < argc; ++i) {
            std::string text = argv[i];
            if (text == "--name" && i + 1 < argc) {
                text = text + '=' + argv[++i];
            }
            m_texts.push_back(std::move(text));
            m_values.push_back(m_texts.back().data());
        }
        m_count = int(m_values.size());
        m_values.push_back(nullptr);
    }

    [[nodiscard]] int &count() { return m_count; }
    [[nodiscard]] char **values() { return m_values.data(); }

private:
    std::vector<std::string> m_texts;
    std::vector<char *> m_values;
    int m_count = 0;
};

// --help and --version must also work where there is no display.
bool asksOnlyForText(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--help" || argument == "-h" || argument == "--version"
            || argument == "-v") {
            return true;
        }
    }
    return false;
}

int printText(int &argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    CommandLine line;
    if (!line.parser.parse(QCoreApplication::arguments())) {
        return usageError(line.parser.errorText());
    }
    QTextStream(stdout) << (line.parser.isSet(line.help)
                                ? line.parser.helpText()
                                : u"maru %1\n"_s.arg(QCoreApplication::applicationVersion()));
    return 0;
}

/// A link that somebody clicked comes as an argument. Says what is wrong with it, if anything.
QString takeLink(const QStringList &arguments, Options &options)
{
    if (arguments.isEmpty()) {
        return {};
    }
    const QString &link = arguments.first();
    if (arguments.size() > 1 || !options.server.isEmpty()
        || !link.startsWith("maru://"_L1, Qt::CaseInsensitive)) {
        return u"Unexpected argument '%1'."_s.arg(maru::forLog(arguments.last()));
    }
    if (!parseServerAddress(link)) {
        return u"This is no link to a server: %1"_s.arg(maru::forLog(link));
    }
    options.server = link;
    return {};
}

/// What the command line says. Says what is wrong with it, if anything.
QString takeOptions(const CommandLine &line, Options &options)
{
    options.server = line.parser.value(line.server).trimmed();
    if (const QString wrong = takeLink(line.parser.positionalArguments(), options);
        !wrong.isEmpty()) {
        return wrong;
    }
    const QString handed = qEnvironmentVariable(PersonController::serverVariable).trimmed();
    qunsetenv(PersonController::serverVariable); // of this program only, not of those it starts
    if (options.server.isEmpty()) {
        options.server = handed;
    }
    options.searches = qEnvironmentVariable("MARU_BEACON") != u"off";
    options.startsHidden = line.parser.isSet(line.minimized);
    options.userName = line.parser.value(line.name).trimmed();
    options.language = line.parser.value(line.language);
    if (!options.language.isEmpty() && !knownLanguages().contains(options.language)) {
        return u"--language: '%1' is none of ko, en, ja."_s.arg(options.language);
    }
    if (line.parser.isSet(line.profile)) {
        const auto name = profileName(line.parser.value(line.profile));
        if (!name) {
            return u"--profile: %1"_s.arg(profileErrorText(name.error()));
        }
        options.profile = *name;
    }
    if (line.parser.isSet(line.theme)) {
        bool known = false;
        options.theme = ThemeController::kindFromName(line.parser.value(line.theme), &known);
        if (!known) {
            return u"--theme: '%1' is none of light, dark, contrast, auto."_s.arg(
                line.parser.value(line.theme));
        }
        options.isThemeGiven = true;
        options.passedOn += {u"--theme"_s, line.parser.value(line.theme)};
    }
    if (!options.language.isEmpty()) {
        options.passedOn += {u"--language"_s, options.language};
    }
    return {};
}

/// Another Maru has this profile and does not answer: whoever has no terminal is told, too.
int tellOfNoAnswer()
{
    QTextStream(stderr)
        << "maru: A Maru with this profile is already running but does not answer.\n";
    QMessageBox box(QMessageBox::Warning, {}, Application::noAnswerText());
    box.show();
    QApplication::exec();
    return 1;
}

bool hasDisplay()
{
#if defined(Q_OS_LINUX) || defined(Q_OS_FREEBSD)
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

} // namespace

int main(int argc, char **argv)
{
    nameProgram();
    LogRing log;
    log.install();
    if (asksOnlyForText(argc, argv)) {
        return printText(argc, argv);
    }
    if (!hasDisplay()) {
        QTextStream(stderr)
            << "maru: There is no display to show a window on (DISPLAY is not set).\n";
        return 1;
    }
    const QString activation = startActivation();
    const QString startup = startupId();
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
#ifndef Q_OS_WIN
    Arguments arguments(argc, argv);
    const QApplication app(arguments.count(), arguments.values());
#else
    const QApplication app(argc, argv);
#endif
    QGuiApplication::setApplicationDisplayName(u"Maru"_s);
    QGuiApplication::setDesktopFileName(u"maru"_s);

    CommandLine line;
    if (!line.parser.parse(QCoreApplication::arguments())) {
        return usageError(line.parser.errorText());
    }
    Options options;
    if (const QString wrong = takeOptions(line, options); !wrong.isEmpty()) {
        return usageError(wrong);
    }
    options.log = &log;
    useProfile(options.profile);
    options.notice = prepareLooks(options.language, installLanguage);
    QGuiApplication::setWindowIcon(applicationIcon());
    Instance instance(profileFolder(options.profile));
    switch (
        instance.claim({options.server, options.userName, activation}, maru::limits::handOverMs)) {
    case Instance::Claim::First:
        break;
    case Instance::Claim::HandedOver:
        endStartup(startup);
        return 0;
    case Instance::Claim::NoAnswer:
        return tellOfNoAnswer();
    }
    Application application(options);
    QObject::connect(&instance, &Instance::handedOver, &application, &Application::takeHandOver);
    application.start();
    return QApplication::exec();
}
