// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QEvent>
#include <QScopedValueRollback>
#include <QStyle>
#include <QStyleHints>

using namespace Qt::StringLiterals;

namespace maru::client {

ThemeController::ThemeController(std::optional<ThemeKind> fixed, QObject *parent)
    : QObject(parent)
    , m_fixed(fixed)
{
    const ThemeKind system = kindFor(QGuiApplication::palette());
    // One style everywhere: a style sheet over native styles looks different on each of them.
    QApplication::setStyle(u"Fusion"_s);
    QApplication::setFont(bodyFont(QApplication::font()));
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

bool ThemeController::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_applying && !m_fixed) {
        if (event->type() == QEvent::ApplicationPaletteChange && watched == qApp
            && QGuiApplication::palette() != m_applied) {
            apply(kindFor(QGuiApplication::palette()));
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
    ThemeKind system = m_kind;
    {
        // Our palette hides the system's: only without it can the system's be read.
        const QScopedValueRollback applying(m_applying, true);
        QApplication::setPalette(QPalette());
        system = kindFor(QGuiApplication::palette());
    }
    apply(system);
}

void ThemeController::apply(ThemeKind kind)
{
    const QScopedValueRollback applying(m_applying, true);
    m_kind = kind;
    QApplication::setPalette(paletteOf(theme()));
    m_applied = QGuiApplication::palette();
    qApp->setStyleSheet(styleSheetOf(theme()));
    emit themeChanged(theme());
}

} // namespace maru::client
