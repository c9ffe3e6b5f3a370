// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QEvent>
#include <QScopedValueRollback>
#include <QStyle>
#include <QStyleHints>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

ThemeController::ThemeController(std::optional<ThemeKind> fixed, QObject *parent)
    : QObject(parent)
    , m_fixed(fixed)
{
    const ThemeKind system = kindFor(QGuiApplication::palette());
    m_theme = themeOf(ThemeKind::Light);
    m_systemFont = bodyFont(QApplication::font());
    // One style everywhere: a style sheet over native styles looks different on each of them.
    QApplication::setStyle(u"Fusion"_s);
    QApplication::setFont(m_systemFont);
    // No menu of ours has icons, so those that Qt makes for texts have none either.
    QCoreApplication::setAttribute(Qt::AA_DontShowIconsInMenus);
    apply(m_fixed.value_or(system));
    qApp->installEventFilter(this);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this,
            &ThemeController::followSystem);
#endif
}

std::optional<ThemeKind> ThemeController::kindFromName(const QString &name, bool *ok)
{
    *ok = true;
    if (name == "light"_L1) {
        return ThemeKind::Light;
    }
    if (name == "dark"_L1) {
        return ThemeKind::Dark;
    }
    if (name == "contrast"_L1) {
        return ThemeKind::Contrast;
    }
    *ok = name == "auto"_L1;
    return std::nullopt;
}

QString ThemeController::nameOf(std::optional<ThemeKind> kind)
{
    if (!kind) {
        return u"auto"_s;
    }
    switch (*kind) {
    case ThemeKind::Light:
        return u"light"_s;
    case ThemeKind::Dark:
        return u"dark"_s;
    case ThemeKind::Contrast:
        break;
    }
    return u"contrast"_s;
}

bool ThemeController::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_applying && !m_fixed) {
        if (event->type() == QEvent::ApplicationPaletteChange && watched == qApp
            && QGuiApplication::palette() != m_applied) {
            apply(systemKind(kindFor(QGuiApplication::palette())));
        } else if (event->type() == QEvent::ThemeChange) {
            followSystem();
        }
    }
    return QObject::eventFilter(watched, event);
}

void ThemeController::followSystem()
{
    if (m_fixed || m_applying) {
        return;
    }
    ThemeKind system = m_theme.kind;
    {
        // Our palette hides the system's: only without it can the system's be read.
        const QScopedValueRollback applying(m_applying, true);
        QApplication::setPalette(QPalette());
        system = kindFor(QGuiApplication::palette());
    }
    apply(systemKind(system));
}

ThemeKind ThemeController::systemKind(ThemeKind ofPalette) const
{
    return m_desktop.value_or(ofPalette);
}

void ThemeController::setDesktopKind(std::optional<ThemeKind> kind)
{
    if (m_desktop != kind) {
        m_desktop = kind;
        followSystem();
    }
}

void ThemeController::setFixed(std::optional<ThemeKind> fixed)
{
    m_fixed = fixed;
    if (!fixed) {
        followSystem();
    } else if (*fixed != m_theme.kind) {
        apply(*fixed);
    }
}

void ThemeController::setDensity(Density density)
{
    if (m_theme.density != density) {
        m_theme.density = density;
        emit themeChanged(m_theme);
    }
}

void ThemeController::setFontStep(int pixels)
{
    const QFont body = steppedFont(m_systemFont, pixels);
    const int more = body.pixelSize() - QApplication::font().pixelSize();
    if (more == 0) {
        return;
    }
    // Fonts of their own are some pixels more or less than the body's, and stay so.
    for (QWidget *widget : QApplication::allWidgets()) {
        QFont font = widget->font();
        if (widget->testAttribute(Qt::WA_SetFont) && font.pixelSize() > 0
            && (font.resolveMask() & QFont::SizeResolved) != 0) {
            font.setPixelSize(std::max(1, font.pixelSize() + more));
            widget->setFont(font);
        }
    }
    QApplication::setFont(body);
    for (QWidget *widget : QApplication::allWidgets()) { // Qt tells them only while exec() runs
        QEvent changed(QEvent::ApplicationFontChange);
        QCoreApplication::sendEvent(widget, &changed);
    }
    emit themeChanged(m_theme);
}

void ThemeController::apply(ThemeKind kind)
{
    const QScopedValueRollback applying(m_applying, true);
    const Density density = m_theme.density;
    m_theme = themeOf(kind);
    m_theme.density = density;
    QApplication::setPalette(paletteOf(theme()));
    m_applied = QGuiApplication::palette();
    qApp->setStyleSheet(styleSheetOf(theme()));
    emit themeChanged(theme());
}

} // namespace maru::client
