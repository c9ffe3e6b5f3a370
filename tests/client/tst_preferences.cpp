// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/settingsfile.h"
#include "client/widgets/settingspages.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// What a person has chosen, and the file that keeps it.
class tst_Preferences : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void choicesAreOnTheDiskAtOnce();
    void aThemeOfTheCommandLineIsShownAndNotKept();
    void whatIsNoChoiceCountsAsNone();
    void choicesHoldWhereNothingCanBeWritten();
    void aDamagedFileIsSetAside_data();
    void aDamagedFileIsSetAside();
    void noMoreDamagedFilesAreKeptThanAllowed();
    void aNewerFileKeepsWhatIsUnknown();
    void goodFilesAreLeftAlone_data();
    void goodFilesAreLeftAlone();

private:
    [[nodiscard]] QString file() const { return m_directory->filePath(u"maru/maru.conf"_s); }
    void write(const QByteArray &bytes) const;
    [[nodiscard]] QByteArray read(const QString &path) const;

    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_Preferences::initTestCase()
{
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationName(u"maru"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
}

void tst_Preferences::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_directory->path());
    QDir(m_directory->path()).mkpath(u"maru"_s);
    QCOMPARE(QFileInfo(QSettings().fileName()).absolutePath(), QFileInfo(file()).absolutePath());
}

void tst_Preferences::write(const QByteArray &bytes) const
{
    QFile out(QSettings().fileName());
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes), bytes.size());
}

QByteArray tst_Preferences::read(const QString &path) const
{
    QFile in(path);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void tst_Preferences::choicesAreOnTheDiskAtOnce()
{
    Preferences preferences;
    QSignalSpy changed(&preferences, &Preferences::changed);
    PreferenceValues values;
    QCOMPARE(preferences.values(), values);
    values.theme = ThemeKind::Dark;
    values.density = Density::Compact;
    values.fontStep = 100; // brought into its bounds
    values.language = u"ko"_s;
    values.enterSends = false;
    values.formatsText = false;
    values.showsMenuBar = false;
    preferences.set(values);
    QCOMPARE(changed.size(), 1);
    preferences.set(preferences.values());
    QCOMPARE(changed.size(), 1);
    QVERIFY(preferences.isSaved());
    // As a program that is killed now would find it: the bytes, not what QSettings remembers.
    const QByteArray bytes = read(QSettings().fileName());
    QVERIFY(bytes.contains("theme=dark"));
    QVERIFY(bytes.contains("density=compact"));
    values.fontStep = fontsteps::most;
    QCOMPARE(Preferences().values(), values);
    QCOMPARE(Preferences::storedLanguage(), u"ko"_s);
    values.theme = std::nullopt;
    preferences.set(values);
    QCOMPARE(Preferences().values(), values);
}

void tst_Preferences::aThemeOfTheCommandLineIsShownAndNotKept()
{
    Preferences preferences;
    preferences.setThemeOfRun(ThemeKind::Light);
    const std::unique_ptr<QWidget> page(makeAppearancePage(preferences));
    auto *theme = page->findChild<QComboBox *>();
    QCOMPARE(theme->currentIndex(), 1); // "Light", and not "As the system"
    preferences.setFontStep(2);
    QVERIFY(!read(QSettings().fileName()).contains("theme="));
    QCOMPARE(Preferences().values().theme, std::nullopt);
    // What the person chooses then is theirs, also the system's.
    PreferenceValues values = preferences.values();
    values.theme = std::nullopt;
    preferences.set(values);
    QCOMPARE(theme->currentIndex(), 0);
    QVERIFY(read(QSettings().fileName()).contains("theme=auto"));
}

void tst_Preferences::whatIsNoChoiceCountsAsNone()
{
    write("language=tlh\n[look]\ntheme=pink\ndensity=17\nfontStep=many\nmenuBar=perhaps\n"
          "[writing]\nenterSends=@Invalid()\nformats=\n");
    QCOMPARE(Preferences().values(), PreferenceValues());
    write("[look]\nfontStep=-99999999\n");
    QCOMPARE(Preferences().values().fontStep, fontsteps::least);
}

void tst_Preferences::choicesHoldWhereNothingCanBeWritten()
{
    QDir(m_directory->path()).removeRecursively();
    QFile blocker(m_directory->path());
    QVERIFY(blocker.open(QIODevice::WriteOnly)); // a file where the folder should be
    Preferences preferences;
    preferences.setFontStep(3);
    QVERIFY(!preferences.isSaved());
    QCOMPARE(preferences.values().fontStep, 3);
    blocker.remove();
}

void tst_Preferences::aDamagedFileIsSetAside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("cut in a line") << QByteArray("[look]\ntheme=dark\nfontSt");
    QTest::newRow("zeros") << QByteArray(4'096, '\0');
    QTest::newRow("zeros at the end") << QByteArray("[look]\ntheme=dark\n") + QByteArray(512, '\0');
    QTest::newRow("no text") << QByteArray("\x89PNG\r\n\x1a\n\xff\xfe\xfd");
    QTest::newRow("too large") << QByteArray("[a]\n") + QByteArray("k=v\n").repeated(1'100'000);
}

void tst_Preferences::aDamagedFileIsSetAside()
{
    QFETCH(QByteArray, bytes);
    const QString path = QSettings().fileName();
    write(bytes);
    const SettingsFileState state = prepareSettingsFile(path);
    QCOMPARE(state.kind, SettingsFileState::Kind::Damaged);
    QVERIFY(read(state.keptAs) == bytes); // all of it, whatever it is
    QVERIFY(!QFileInfo::exists(path));
    Preferences preferences; // goes on with new ones
    preferences.setFontStep(2);
    QVERIFY(preferences.isSaved());
    QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Fine);
    QVERIFY(read(state.keptAs) == bytes);
}

void tst_Preferences::noMoreDamagedFilesAreKeptThanAllowed()
{
    const QString path = QSettings().fileName();
    for (int i = 0; i < 30; ++i) {
        write("[look]\nbroken" + QByteArray::number(i));
        QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Damaged);
    }
    const QDir directory = QFileInfo(path).dir();
    const QStringList kept = directory.entryList({u"*.damaged*"_s}, QDir::Files);
    QCOMPARE(kept.size(), 20);
    QCOMPARE(read(path + u".damaged"_s), QByteArray("[look]\nbroken0"));
    QCOMPARE(read(path + u".damaged-20"_s), QByteArray("[look]\nbroken29"));
}

void tst_Preferences::aNewerFileKeepsWhatIsUnknown()
{
    const QString path = QSettings().fileName();
    const QByteArray bytes = "[settings]\nversion=7\n\n[look]\ntheme=dark\ndensity=floating\n\n"
                             "[rooms]\nfolders=a, b\n";
    write(bytes);
    const SettingsFileState state = prepareSettingsFile(path);
    QCOMPARE(state.kind, SettingsFileState::Kind::Newer);
    QCOMPARE(read(state.keptAs), bytes);
    Preferences preferences;
    QCOMPARE(preferences.values().theme, std::optional(ThemeKind::Dark));
    preferences.setFontStep(2);
    const QByteArray now = read(path);
    QVERIFY(now.contains("version=7"));
    QVERIFY(now.contains("density=floating")); // nothing was chosen here instead
    QVERIFY(now.contains("folders=a, b"));
    // The copy is of before this Maru wrote, also after the next start.
    QCOMPARE(prepareSettingsFile(path).keptAs, state.keptAs);
    QCOMPARE(read(state.keptAs), bytes);
}

void tst_Preferences::goodFilesAreLeftAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("of this version") << QByteArray("[settings]\nversion=1\n\n[look]\ntheme=dark\n");
    QTest::newRow("of before there were versions") << QByteArray("[join]\nname=\xea\xb9\x80\n");
    QTest::newRow("a version that is no number") << QByteArray("[settings]\nversion=next\n");
}

void tst_Preferences::goodFilesAreLeftAlone()
{
    QFETCH(QByteArray, bytes);
    const QString path = QSettings().fileName();
    write(bytes);
    QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Fine);
    QCOMPARE(read(path), bytes);
    QCOMPARE(prepareSettingsFile(path + u".none"_s).kind, SettingsFileState::Kind::Fine);
}

QTEST_MAIN(tst_Preferences)
#include "tst_preferences.moc"
