// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/boxfont.h"

#ifdef MARU_HAS_FONTCONFIG
#include <algorithm>
#include <fontconfig/fontconfig.h>
#endif

namespace maru::client {

const QList<NamedScript> &namedScripts()
{
    static const QList<NamedScript> all{
        {QChar::Script_Syriac, 0x0700, 0x074F, 0x0710, {"syrc"}},
        {QChar::Script_Thaana, 0x0780, 0x07BF, 0x0780, {"thaa"}},
        {QChar::Script_Nko, 0x07C0, 0x07FF, 0x07CA, {"nko "}},
        {QChar::Script_Devanagari, 0x0900, 0x097F, 0x0915, {"dev2", "dev3", "deva"}},
        {QChar::Script_Bengali, 0x0980, 0x09FF, 0x0995, {"beng", "bng2", "bng3"}},
        {QChar::Script_Gurmukhi, 0x0A00, 0x0A7F, 0x0A15, {"gur2", "gur3", "guru"}},
        {QChar::Script_Gujarati, 0x0A80, 0x0AFF, 0x0A95, {"gjr2", "gjr3", "gujr"}},
        {QChar::Script_Oriya, 0x0B00, 0x0B7F, 0x0B15, {"ory2", "ory3", "orya"}},
        {QChar::Script_Tamil, 0x0B80, 0x0BFF, 0x0B95, {"taml", "tml2", "tml3"}},
        {QChar::Script_Telugu, 0x0C00, 0x0C7F, 0x0C15, {"tel2", "tel3", "telu"}},
        {QChar::Script_Kannada, 0x0C80, 0x0CFF, 0x0C95, {"knd2", "knd3", "knda"}},
        {QChar::Script_Malayalam, 0x0D00, 0x0D7F, 0x0D15, {"mlm2", "mlm3", "mlym"}},
        {QChar::Script_Sinhala, 0x0D80, 0x0DFF, 0x0D9A, {"sinh"}},
        {QChar::Script_Khmer, 0x1780, 0x17FF, 0x1780, {"khmr"}},
    };
    return all;
}

#ifdef MARU_HAS_FONTCONFIG

namespace {

// A font without any table of scripts may still be one that Qt takes: Apple's have others.
bool hasScript(const FcPattern *font, const NamedScript &script)
{
    FcCharSet *letters = nullptr;
    if (FcPatternGetCharSet(font, FC_CHARSET, 0, &letters) != FcResultMatch
        || !FcCharSetHasChar(letters, script.letter)) {
        return false;
    }
    FcChar8 *tables = nullptr; // "otlayout:deva otlayout:latn"
    if (FcPatternGetString(font, FC_CAPABILITY, 0, &tables) != FcResultMatch) {
        return true;
    }
    const QByteArrayView names(reinterpret_cast<const char *>(tables));
    return std::any_of(script.tags.cbegin(), script.tags.cend(), [names](const QByteArray &tag) {
        return names.contains("otlayout:" + tag.trimmed());
    });
}

} // namespace

QList<NamedScript> missingScripts()
{
    QList<NamedScript> missing;
    const FcFontSet *fonts = FcConfigGetFonts(nullptr, FcSetSystem); // which Qt has read, too
    for (const NamedScript &script : namedScripts()) {
        const bool isThere = fonts
            && std::any_of(fonts->fonts, fonts->fonts + fonts->nfont,
                           [&script](const FcPattern *font) { return hasScript(font, script); });
        if (!isThere) {
            missing += script;
        }
    }
    return missing;
}

#else

QList<NamedScript> missingScripts()
{
    return {};
}

#endif

} // namespace maru::client
