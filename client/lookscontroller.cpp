// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/lookscontroller.h"

#include "client/store/settingsfile.h"
#include "client/widgets/aboutdialog.h"
#include "client/widgets/commands.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/settingspages.h"
#include "client/widgets/shortcutsheet.h"

#ifdef MARU_HAS_DBUS
#include "client/desktoplook.h"
#include "client/firstpaint.h"
#endif

#include <QAction>
#include <QDir>
#include <QFontDatabase>
#include <QLocale>
#include <QMenuBar>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

#ifdef MARU_HAS_DBUS
constexpr auto desktopKey = "look/desktop"_L1; // what the desktop said the last time
#endif

QKeySequence settingsKeys()
{
    return Qt::CTRL | Qt::Key_Comma;
}

template<class Dialog>
void showOnTop(Dialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

QString wordsAbout(const SettingsFileState &state)
{
    const QString place = QDir::toNativeSeparators(state.keptAs);
    switch (state.kind) {
    case SettingsFileState::Kind::Fine:
        break;
    case SettingsFileState::Kind::Damaged:
        return LooksController::tr("The settings could not be read, so Maru begins with new ones. "
                                   "The old file is kept as %1.")
            .arg(place);
    case SettingsFileState::Kind::Newer:
        return LooksController::tr("The settings are of a newer Maru. What this one does not know "
                                   "is left as it is; a copy is kept as %1.")
            .arg(place);
    case SettingsFileState::Kind::Stuck:
        return LooksController::tr("The settings in %1 cannot be read and cannot be moved away; "
                                   "changes may be lost.")
            .arg(place);
    }
    return {};
}

QString wordsAboutFont(QLatin1StringView letters)
{
    return u"This computer has no font with %1 letters, so they appear as boxes. Please install "
           "one, for example the package fonts-noto-cjk."_s.arg(letters);
}

bool isAskedFor(const QString &language, QLatin1StringView code, QLocale::Language spoken)
{
    return language == code || (language.isEmpty() && QLocale::system().language() == spoken);
}

} // namespace

QString prepareLooks(QString &language, const std::function<void(const QString &)> &install)
{
    SettingsFileState state;
#if !defined(Q_OS_WIN) && !defined(Q_OS_MACOS) // which keep settings in no file of ours
    state = prepareSettingsFile(QSettings().fileName());
#endif
    if (language.isEmpty()) {
        language = Preferences::storedLanguage();
    }
    QStringList words;
    const bool isJapanese = isAskedFor(language, "ja"_L1, QLocale::Japanese);
    if (QFontDatabase::families(QFontDatabase::Korean).isEmpty()) {
        if (isAskedFor(language, "ko"_L1, QLocale::Korean)) {
            language = u"en"_s; // boxes are no words
        }
        words += wordsAboutFont("Korean"_L1);
    }
    if (isJapanese && QFontDatabase::families(QFontDatabase::Japanese).isEmpty()) {
        language = u"en"_s;
        words += wordsAboutFont("Japanese"_L1);
    }
    install(language);
    words.prepend(wordsAbout(state)); // in that language
    words.removeAll(QString());
    return words.join(u'\n');
}

LooksController::LooksController(ThemeController &themes, bool isThemeGiven, QObject *parent)
    : QObject(parent)
    , m_themes(themes)
{
    followDesktop();
    if (isThemeGiven) {
        m_preferences.setThemeOfRun(m_themes.fixed());
    } else {
        m_themes.setFixed(m_preferences.values().theme);
    }
    m_chosenTheme = m_preferences.values().theme;
    take(m_preferences.values());
    connect(&m_preferences, &Preferences::changed, this, &LooksController::take);
    connect(&m_themes, &ThemeController::themeChanged, this, [this](const Theme &theme) {
        if (m_dialog) {
            m_dialog->setTheme(theme);
        }
    });
    addPage(u"palette"_s, [this] { return makeAppearancePage(m_preferences); });
    addPage(u"bubble"_s, [this] { return makeConversationPage(m_preferences); });
    addPage(u"globe"_s, [this] { return makeLanguagePage(m_preferences); });
}

// The answer comes after the first paint: until then the desktop looks as it did the last time.
void LooksController::followDesktop()
{
#ifdef MARU_HAS_DBUS
    bool isKnown = false;
    m_themes.setDesktopKind(
        ThemeController::kindFromName(QSettings().value(desktopKey).toString(), &isKnown));
    auto *desktop = new DesktopLook([] { return QDBusConnection::sessionBus(); }, this);
    connect(desktop, &DesktopLook::told, this, [this](std::optional<ThemeKind> kind) {
        m_themes.setDesktopKind(kind);
        QSettings settings;
        if (const QString name = ThemeController::nameOf(kind);
            settings.value(desktopKey, ThemeController::nameOf({})) != name) {
            settings.setValue(desktopKey, name);
        }
    });
    connect(new FirstPaint(this), &FirstPaint::painted, desktop, &DesktopLook::start);
#endif
}

void LooksController::take(const PreferenceValues &values)
{
    if (values.theme != m_chosenTheme) {
        m_chosenTheme = values.theme;
        m_themes.setFixed(values.theme);
    }
    m_themes.setDensity(values.density);
    m_themes.setFontStep(values.fontStep);
    showProblem();
}

void LooksController::attach(MainWindow *window)
{
    Commands *const commands = window->commands();
    using Menu = Commands::Menu;
    const auto add = [this, commands](Menu menu, const char *text, const QKeySequence &keys,
                                      auto slot) {
        QAction *action = commands->add(menu, {&staticMetaObject, text}, keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add(Menu::Program, QT_TR_NOOP("&Settings…"), settingsKeys(),
        [this, window] { showSettings(window); });
    commands->addSeparator(Menu::Program);
    add(Menu::Program, QT_TR_NOOP("&Close the window"), QKeySequence::Close,
        [window] { window->window()->close(); });
    add(Menu::Program, QT_TR_NOOP("&Quit"), Qt::CTRL | Qt::Key_Q, [this] { emit quitWanted(); });

    commands->addSeparator(Menu::View);
    add(Menu::View, QT_TR_NOOP("&Larger text"), {}, [this] {
        m_preferences.stepFont(1);
    })->setShortcuts({Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal});
    add(Menu::View, QT_TR_NOOP("&Smaller text"), Qt::CTRL | Qt::Key_Minus,
        [this] { m_preferences.stepFont(-1); });
    add(Menu::View, QT_TR_NOOP("Text of &usual size"), Qt::CTRL | Qt::Key_0,
        [this] { m_preferences.setFontStep(0); });
    commands->addSeparator(Menu::View);
    QAction *bar =
        add(Menu::View, QT_TR_NOOP("&Menu bar"), Qt::CTRL | Qt::SHIFT | Qt::Key_M, [this](bool on) {
            PreferenceValues values = m_preferences.values();
            values.showsMenuBar = on;
            m_preferences.set(values);
        });
    bar->setCheckable(true);
    add(Menu::Help, QT_TR_NOOP("&Keyboard shortcuts"), Qt::Key_F1, [this, window] {
        const bool enterSends = m_preferences.values().enterSends;
        showOnTop(new ShortcutSheet(*window->commands(), enterSends, window));
    });
    add(Menu::Help, QT_TR_NOOP("&About Maru"), Qt::SHIFT | Qt::Key_F1,
        [window] { showOnTop(new AboutDialog(window)); });

    const auto show = [window, bar](const PreferenceValues &values) {
        window->commands()->bar()->setVisible(values.showsMenuBar);
        bar->setChecked(values.showsMenuBar);
        window->input()->setEnterSends(values.enterSends);
        window->messageView()->setFormatsText(values.formatsText);
    };
    connect(&m_preferences, &Preferences::changed, window, show);
    show(m_preferences.values());
}

void LooksController::attachDialog(QWidget *window)
{
    const auto add = [this, window](const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(window);
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, this, slot);
        window->addAction(action);
    };
    add({settingsKeys()}, [this, window] { showSettings(window); });
    add({Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal}, [this] { m_preferences.stepFont(1); });
    add({Qt::CTRL | Qt::Key_Minus}, [this] { m_preferences.stepFont(-1); });
    add({Qt::CTRL | Qt::Key_0}, [this] { m_preferences.setFontStep(0); });
}

void LooksController::showSettings(QWidget *window)
{
    if (!m_dialog) {
        m_dialog = new SettingsDialog(window);
        for (const Page &page : m_pages) {
            m_dialog->addPage(page.make(), page.icon);
        }
        m_dialog->setTheme(m_themes.theme());
        showProblem();
    }
    showOnTop(m_dialog.data());
}

void LooksController::showProblem()
{
    if (m_dialog) {
        m_dialog->setProblem(
            m_preferences.isSaved()
                ? QString()
                : tr("The settings could not be saved; they hold until Maru ends."));
    }
}

} // namespace maru::client
