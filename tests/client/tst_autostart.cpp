// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/autostart.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include <memory>

using namespace maru::client;
using namespace Qt::StringLiterals;
using Kind = Autostart::Kind;

/// Each system's way to start a program with the session; the registry is a file here.
class tst_Autostart : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void itIsTurnedOnAndOff_data();
    void itIsTurnedOnAndOff();
    void eachProfileStartsByItself_data();
    void eachProfileStartsByItself();
    void whatIsStarted();
    void elsewhereTurnedOff_data();
    void elsewhereTurnedOff();
    void whatCannotBeWritten_data();
    void whatCannotBeWritten();
    void failuresAreTranslated();
    void programsWithOddNames();

private:
    [[nodiscard]] QString place(Kind kind) const
    {
        return m_folder->filePath(kind == Kind::RunKey ? u"registry.ini"_s : u"a/folder"_s);
    }
    [[nodiscard]] static QString textOf(const Autostart &autostart)
    {
        QFile file(autostart.file());
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    /// What is started, of a LaunchAgent.
    [[nodiscard]] static QStringList stringsOf(const Autostart &autostart)
    {
        QXmlStreamReader xml(textOf(autostart));
        QStringList strings;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"string") {
                strings << xml.readElementText();
            }
        }
        return xml.hasError() ? QStringList{xml.errorString()} : strings;
    }
    [[nodiscard]] QString valueOf(const QString &name) const
    {
        return QSettings(place(Kind::RunKey), QSettings::IniFormat)
            .value(u"Run/"_s + name)
            .toString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Autostart::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void tst_Autostart::itIsTurnedOnAndOff_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("desktop entry") << Kind::DesktopEntry;
    QTest::newRow("launch agent") << Kind::LaunchAgent;
    QTest::newRow("run key") << Kind::RunKey;
}

void tst_Autostart::itIsTurnedOnAndOff()
{
    QFETCH(const Kind, kind);
    const Autostart autostart(place(kind), u"/opt/maru/maru"_s, {}, kind);
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.setOn(false, true).has_value()); // nothing to remove
    QVERIFY(autostart.setOn(true, true).has_value());
    QVERIFY(autostart.isOn());
    const auto isHidden = [&] {
        return (textOf(autostart) + valueOf(u"Maru"_s)).contains("--minimized"_L1);
    };
    QVERIFY(isHidden());
    QVERIFY(autostart.setOn(true, false).has_value());
    QVERIFY(autostart.isOn() && !isHidden());
    QVERIFY(autostart.setOn(false, false).has_value());
    QVERIFY(!autostart.isOn());
}

void tst_Autostart::eachProfileStartsByItself_data()
{
    itIsTurnedOnAndOff_data();
}

void tst_Autostart::eachProfileStartsByItself()
{
    QFETCH(const Kind, kind);
    const Autostart usual(place(kind), u"/usr/bin/maru"_s, {}, kind);
    const Autostart second(place(kind), u"/usr/bin/maru"_s, u"수업"_s, kind);
    QVERIFY(second.setOn(true, true).has_value());
    QVERIFY(second.isOn());
    QVERIFY(!usual.isOn());
    QVERIFY(usual.setOn(true, false).has_value());
    QVERIFY(second.setOn(false, false).has_value());
    QVERIFY(usual.isOn() && !second.isOn());
}

void tst_Autostart::whatIsStarted()
{
    const Autostart entry(place(Kind::DesktopEntry), u"/usr/bin/maru"_s, u"수업"_s,
                          Kind::DesktopEntry);
    QVERIFY(entry.setOn(true, true).has_value());
    QVERIFY(entry.file().endsWith(u"/maru-수업.desktop"_s));
    QVERIFY2(textOf(entry).contains(u"Exec=\"/usr/bin/maru\" --profile \"수업\" --minimized\n"_s),
             qPrintable(textOf(entry)));
    const QString program = u"/Applications/Maru & <co>.app/Contents/MacOS/maru"_s;
    const Autostart agent(place(Kind::LaunchAgent), program, u"수업"_s, Kind::LaunchAgent);
    QVERIFY(agent.setOn(true, true).has_value());
    QCOMPARE(stringsOf(agent),
             (QStringList{u"org.maruchat.maru-수업"_s, program, u"--profile"_s, u"수업"_s,
                          u"--minimized"_s, u"Interactive"_s}));
    const Autostart key(place(Kind::RunKey), uR"(C:\Program Files\Maru\maru.exe)"_s, u"수업"_s,
                        Kind::RunKey);
    QVERIFY(key.setOn(true, true).has_value());
    QCOMPARE(valueOf(u"Maru-수업"_s),
             uR"("C:\Program Files\Maru\maru.exe" --profile "수업" --minimized)"_s);
}

void tst_Autostart::elsewhereTurnedOff_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto entry = [](const char *line) {
        QTest::newRow(line) << Kind::DesktopEntry << QByteArray("Icon=maru\n")
                            << QByteArray(line) + '\n';
    };
    entry("Hidden=true");
    entry("Hidden = true");
    entry("X-GNOME-Autostart-enabled=false");
    QTest::newRow("not at load") << Kind::LaunchAgent << QByteArray("<true/>")
                                 << QByteArray("<false/>");
    QTest::newRow("disabled") << Kind::LaunchAgent << QByteArray("</dict>")
                              << QByteArray("<key>Disabled</key><true/></dict>");
    QTest::newRow("task manager") << Kind::RunKey << QByteArray("\x02\0\0\0", 4)
                                  << QByteArray("\x03\0\0\0", 4);
}

void tst_Autostart::elsewhereTurnedOff()
{
    QFETCH(const Kind, kind);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const Autostart autostart(place(kind), u"/usr/bin/maru"_s, {}, kind);
    QVERIFY(autostart.setOn(true, true).has_value());
    if (kind == Kind::RunKey) {
        QSettings registry(place(kind), QSettings::IniFormat);
        registry.setValue(u"Explorer/StartupApproved/Run/Maru"_s, before);
        registry.sync();
        QVERIFY(autostart.isOn());
        registry.setValue(u"Explorer/StartupApproved/Run/Maru"_s, after);
    } else {
        QByteArray text = textOf(autostart).toUtf8();
        QVERIFY(text.contains(before));
        QFile file(autostart.file());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.replace(before, after));
    }
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.setOn(true, true).has_value()); // here again
    QVERIFY(autostart.isOn());
}

void tst_Autostart::whatCannotBeWritten_data()
{
    itIsTurnedOnAndOff_data();
}

void tst_Autostart::whatCannotBeWritten()
{
    QFETCH(const Kind, kind);
    QFile inTheWay(m_folder->filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const Autostart autostart(m_folder->filePath(u"file/place"_s), u"/usr/bin/maru"_s, {}, kind);
    const auto done = autostart.setOn(true, true);
    QVERIFY(!done.has_value());
    QVERIFY(done.error().contains(QDir::toNativeSeparators(autostart.file())));
    QVERIFY(!autostart.isOn());
}

void tst_Autostart::failuresAreTranslated()
{
    QTranslator korean;
    QVERIFY(korean.load(u":/i18n/maru_ko.qm"_s));
    const auto back = qScopeGuard([&korean] { QCoreApplication::removeTranslator(&korean); });
    QVERIFY(QCoreApplication::installTranslator(&korean));
    QFile inTheWay(m_folder->filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const Autostart autostart(m_folder->filePath(u"file/autostart"_s), u"/usr/bin/maru"_s);
    const auto done = autostart.setOn(true, true);
    QVERIFY(!done.has_value());
    QCOMPARE(done.error(),
             QDir::toNativeSeparators(autostart.file())
                 + u"에 쓸 수 없습니다: 폴더를 만들 수 없습니다"_s);
}

void tst_Autostart::programsWithOddNames()
{
    const Autostart entry(place(Kind::DesktopEntry), u"/opt/a b/100%/$x\\\"y\"/maru"_s, {},
                          Kind::DesktopEntry);
    QVERIFY(entry.setOn(true, false).has_value());
    QVERIFY(textOf(entry).contains(uR"(Exec="/opt/a b/100%%/\\$x\\\\\\"y\\"/maru")"_s));
    const Autostart key(place(Kind::RunKey), uR"(C:\a b\"x\\"\)"_s, {}, Kind::RunKey);
    QVERIFY(key.setOn(true, false).has_value());
    QCOMPARE(valueOf(u"Maru"_s), uR"("C:\a b\\\"x\\\\\"\\")"_s);
}

QTEST_MAIN(tst_Autostart)
#include "tst_autostart.moc"
