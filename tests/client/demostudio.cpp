// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "demostudio.h"

#include <QDir>
#include <QLocale>
#include <QSettings>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace maru::client {
namespace {

// Before there is an application.
int &prepared(int &argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", argc > 4 ? argv[4] : "1");
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    return argc;
}

} // namespace

DemoStudio::DemoStudio(int &argc, char **argv)
    : m_argc(argc)
    , m_argv(argv)
    , m_app(prepared(argc, argv), argv)
{
    QCoreApplication::setOrganizationName(u"maru-demo"_s);
    QCoreApplication::setApplicationVersion(u"0.1.0"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                       QDir::tempPath() + u'/' + QCoreApplication::applicationName());
    QFont font(u"Noto Sans CJK KR"_s);
    font.setPixelSize(14);
    QApplication::setFont(font);
    QLocale::setDefault(QLocale(language()));
    if (m_words.load(u":/i18n/maru_%1.qm"_s.arg(language()))) {
        QCoreApplication::installTranslator(&m_words);
    }
    bool known = false;
    m_themes = std::make_unique<ThemeController>(
        ThemeController::kindFromName(argument(2, "light"), &known));
    m_isReversed = QGuiApplication::isRightToLeft();
    QDir().mkpath(argument(1, "."));
}

QString DemoStudio::argument(int i, const char *otherwise) const
{
    return QString::fromLocal8Bit(m_argc > i ? m_argv[i] : otherwise);
}

void DemoStudio::save(QWidget *widget, const QString &name) const
{
    QTest::qWait(80);
    const QString look = u"%1-%2@%3%4"_s.arg(argument(2, "light"), language(), argument(4, "1"),
                                             m_isReversed ? u"-rtl"_s : u""_s);
    widget->grab().save(argument(1, ".") + u"/%1-%2.png"_s.arg(name, look));
}

} // namespace maru::client
