// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QLocale localeFor(const QString &language)
{
    const QLocale system = QLocale::system();
    if (language == "ko"_L1 && system.language() != QLocale::Korean) {
        return {QLocale::Korean, QLocale::SouthKorea};
    }
    if (language == "ja"_L1 && system.language() != QLocale::Japanese) {
        return {QLocale::Japanese, QLocale::Japan};
    }
    if (language == "en"_L1 && system.language() != QLocale::English) {
        return {QLocale::English, QLocale::UnitedStates};
    }
    return system;
}

} // namespace

void installLanguage(const QString &language)
{
    const QLocale locale = localeFor(language);
    QLocale::setDefault(locale);
    const auto install = [&locale](const QString &file, const QString &directory) {
        auto *translator = new QTranslator(QCoreApplication::instance());
        if (translator->load(locale, file, u"_"_s, directory)) {
            QCoreApplication::installTranslator(translator);
            return true;
        }
        delete translator;
        return false;
    };
    if (!install(u"qtbase"_s, u":/i18n"_s)) { // else in the client itself
        install(u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    }
    if (!install(u"maru"_s, u":/i18n"_s)) {
        // None of our languages: the source is English, only its plurals are missing.
        auto *plurals = new QTranslator(QCoreApplication::instance());
        if (plurals->load(u":/i18n/maru_en.qm"_s)) {
            QCoreApplication::installTranslator(plurals);
        }
    }
}

} // namespace maru::client
